"""What is worth asking: each veto with a card it drops and a near one it keeps."""

from __future__ import annotations

from dataclasses import replace

import pytest

from talkdeck.cards.card import Card, CardKind, Gap, Item
from talkdeck.cards.choose import VETOES, choose
from talkdeck.outline.inline import Inline, Mark
from talkdeck.outline.node import Node, Talk

TITLE = Inline("A day at sea")


def card(
    question: str,
    *answer: str,
    kind: CardKind = "basic",
    context: tuple[str, ...] = ("A day at sea",),
    line: int = 3,
    node: Node | None = None,
    gaps: tuple[Gap, ...] = (),
    lines: tuple[int, ...] = (),
) -> Card:
    node = node or Node("bullet", Inline(question), line, line)
    root = Node("talk", TITLE, 1, 1)
    return Card(
        kind,
        Inline(question),
        tuple(Item(Inline(a)) for a in answer),
        context,
        "english/some-rule",
        "0",
        "",
        Talk(TITLE, root),
        node,
        "notes/sailing.md",
        lines or (line,),
        gaps=gaps,
    )


SINGLE = {
    "empty": [
        (card("What is a spinnaker?", ""), "dropped"),
        (card("What is a spinnaker?", "==="), "dropped"),
        (card("What is a spinnaker?", "a light sail"), "kept"),
    ],
    "answer-in-question": [
        (card("What is a tall ship?", "a ship that is tall"), "dropped"),
        (card("What is a tall ship?", "a square rigger"), "kept"),
        (card("What is a storm jib?", "storm sail for the foredeck"), "dropped"),
        (card("What happens if a storm comes?", "storm jibs are set"), "kept"),
        (card("What does windless sailing need?", "no winds"), "kept"),
        (card("What does engineless sailing do without?", "engines"), "dropped"),
        (card("When is a jib set?", "by day", context=("Sails by day",)), "dropped"),
        (card("What turns the bow?", "a cable", context=("How cables work",)), "dropped"),
        (card("What turns the bow?", "a capstan", context=("How cables work",)), "kept"),
    ],
    "dangling-answer": [
        (card("What does a skipper call?", "these"), "dropped"),
        (card("What does a sail consist of?", "three parts"), "dropped"),
        (card("What does a sail consist of?", "three panels"), "kept"),
        (card("What happens when the wind drops?", "and the tide turns, boats drift"), "dropped"),
        (card("How is a jib folded?", "in the following way:"), "dropped"),
        (card("How is a jib folded?", "like this"), "dropped"),
        (card("What is a jib good for?", "many courses, including"), "dropped"),
        (card("What does a skipper check?", "the following before the tide turns"), "dropped"),
        (card("What does a skipper run?", "the following watches: dog, first, middle"), "kept"),
        (card("What is a jib?", "(see the drawing)"), "dropped"),
        (card("What does the crew not make fast?", "it to the mast"), "dropped"),
        (card("What is a jib?", "something you should look up"), "dropped"),
        (card("What is a storm jib?", "a smaller form of this"), "dropped"),
        (card("What happens if the warp is too short?", "it holds badly"), "kept"),
        (card("What follows the jib?", "the next sail"), "kept"),
    ],
    "no-answer": [
        (card("What is a kedge?", "TODO"), "dropped"),
        (card("How long is a warp?", "Not sure. It is long"), "dropped"),
        (card("How long is a warp?", "it depends on the harbour"), "dropped"),
        (card("How long is a spring?", "same above"), "dropped"),
        (card("How long is a spring?", "the same, and it lies above the warp"), "kept"),
        (card("What is a kedge?", "to do with anchors"), "kept"),
    ],
    "answer-asks": [
        (card("What is a kedge?", "Is it an anchor?"), "dropped"),
        (card("What does the pilot ask?", "Is it deep enough?"), "dropped"),
        (card("How is a kedge set?", "Is there a boat? -> row it out"), "dropped"),
        (card("kedge?", "Is it an anchor?"), "kept"),
        (card("What is a kedge?", "an anchor"), "kept"),
    ],
    "broken-question": [
        (
            card("Why is it best to drop the kedge, but?", "the tide turns"),
            "dropped",
        ),
        (card("What can a stay - a rope - hold?", "the mast"), "dropped"),
        (card("Why does the skipper stay awake, it was agreed?", "for the tides"), "dropped"),
        (card("What do you use to haul => less strain?", "a winch"), "dropped"),
        (card("What does winding the capstan roll back back?", "the chain"), "dropped"),
        (card("What do most of the berths that are left are?", "narrow"), "dropped"),
        (card("What does but need?", "three hands"), "dropped"),
        (card("What tells how deep the channels are?", "the pilot book"), "kept"),
        (card("What do you do if it holds or not?", "row it out again"), "kept"),
        (card("Which berths are 3 - 5 metres deep?", "all at the pier"), "kept"),
        (card("Risks of holding on to the? (2)", "drift"), "dropped"),
        (card("Which berths are free, but? (1–3 of 6)", "two"), "dropped"),
        (card("List of the ropes that you need for?", "a warp"), "dropped"),
        (card("In a gale, what are the sails tied down with?", "reef points"), "kept"),
        (card("Jibs are good for?", "going about"), "kept"),
        (card("Why not? (2)", "wind"), "kept"),
        (card("Stays - how tight?", "so that they hum"), "kept"),
    ],
    "circular": [
        (card("Kedge?", "never row out a kedge in the dark"), "dropped"),
        (card("Skippers?", "what the crew asks of skippers on a night watch"), "dropped"),
        (card("Skipper?", "a skipper keeps the log, reads charts and wakes the crew"), "kept"),
        (card("What is a kedge?", "sailors set a kedge when the wind turns"), "dropped"),
        (card("Why row it out?", "so that the kedge pulls the boat off the sand"), "kept"),
        (card("Kedge?", "an anchor to pull the boat by: kedging"), "kept"),
    ],
    "only-link": [
        (card("What is the pilot book?", "https://example.org/pilot"), "dropped"),
        (card("What is the pilot book?", "a guide, https://example.org/pilot"), "kept"),
    ],
    "cut-off": [
        (card("What do sailors check?", "two things to check:"), "dropped"),
        (card("What do sailors check?", "the wind and the tide"), "kept"),
        (card("What do sailors check?", "a list which includes"), "dropped"),
        (card("What do sailors check?", "the wind, the tide BUT"), "dropped"),
        (card("Where does the ferry run?", "to and fro between"), "dropped"),
        (card("What happens when it blows?", "alternatively you can"), "dropped"),
        (card("What did the pilot write?", '"Mind the bar.'), "dropped"),
        (card("What did the pilot write?", "“Mind the bar."), "dropped"),
        (card("What did the pilot write?", '"Mind the bar."'), "kept"),
        (card("How wide is the hatch?", '24"'), "kept"),
        (card("What did the pilot write?", 'Mind the bar" and nothing else'), "kept"),
        (card("What is 'the depth of the bar set by?", "the ebb"), "dropped"),
        (card("What is 'the bar'?", "a bank of sand at a river's mouth"), "kept"),
        (card("Why did the sailors' boats drift?", "they cut 'em loose in the '90s"), "kept"),
    ],
    "too-long": [
        (card("What is a tack?", "word " * 41), "dropped"),
        (card("What is a tack?", "word " * 40), "kept"),
    ],
    "too-many-items": [
        (card("Sails?", *(f"sail {n}" for n in range(8)), kind="list"), "dropped"),
        (card("Sails?", *(f"sail {n}" for n in range(7)), kind="list"), "kept"),
        (card("Sails?", *(f"a sail of this {n} kind" for n in range(7)), kind="list"), "dropped"),
        (card("Sails?", *(f"sail {n} " + "word " * 30 for n in range(3)), kind="list"), "dropped"),
    ],
    "long-question": [
        (card("What is " + "word " * 40 + "?", "a sail"), "dropped"),
        (card("What is " + "word " * 20 + "?", "a sail"), "kept"),
    ],
    "pronoun": [
        (card("What does it do?", "catches the wind"), "dropped"),
        (card("Why are they used?", "to catch the wind"), "dropped"),
        (card("Why do sailors like their jib?", "it is quickly set"), "dropped"),
        (card("What does the jib do?", "catches the wind"), "kept"),
        (card("What should you do instead of trying to hold it?", "let go"), "dropped"),
        (card("What should you do instead of folding a jib to dry it?", "hoist it"), "kept"),
        (card("Where can we use it?", "in the bay"), "kept"),
        (card("What is the sail for this wind?", "the storm jib"), "dropped"),
        (card("What does reefing this sail prevent?", "a knockdown"), "dropped"),
    ],
    "yes-no": [
        (card("Is a jib a sail?", "of course"), "dropped"),
        (card("Is a jib a sail?", "of course", "what else", kind="list"), "dropped"),
        (card("How is a jib set?", "on the forestay"), "kept"),
        (card("Any plans for a second mast?", "none"), "dropped"),
    ],
    "vague": [
        (card("sails?", "jib and main", context=()), "dropped"),
        (card("sails?", "jib and main"), "kept"),
        (card("What is JWST?", "a telescope", context=()), "kept"),
        (card("What are the two main sails?", "jib", "main", context=("Day 2 (2019)",)), "dropped"),
        (card("What are the two main sails?", "jib", "main", context=("Sloops",)), "kept"),
        (card("3 sails?", "jib, main, genoa", context=("01b Morning talks",)), "dropped"),
        (card("3 sails of a sloop?", "jib, main, genoa", context=("Keynote",)), "kept"),
        (card("Sails? (2)", "jib", "main", kind="list", context=("Notes",)), "dropped"),
        (card("Sails of a sloop? (2)", "jib", "main", kind="list", context=("Notes",)), "kept"),
        (card("Spinnaker?", "a light sail", context=("Notes",)), "kept"),
    ],
}


@pytest.mark.parametrize(
    ("veto", "offered", "fate"),
    [(veto, offered, fate) for veto, cases in SINGLE.items() for offered, fate in cases],
)
def test_a_card_is_judged_alone(veto: str, offered: Card, fate: str) -> None:
    chosen = choose([offered])
    assert [d.veto for d in chosen.dropped] == ([veto] if fate == "dropped" else [])
    assert list(chosen.kept) == ([] if fate == "dropped" else [offered])


def test_the_same_card_twice_is_asked_once() -> None:
    first, second = card("What is a jib?", "a sail"), card("What is a  JIB?", "A sail", line=9)
    chosen = choose([first, second])
    assert list(chosen.kept) == [first]
    assert [(d.card, d.veto) for d in chosen.dropped] == [(second, "duplicate")]


def test_one_fact_is_asked_once_and_the_first_rule_wins() -> None:
    node = Node("bullet", Inline("jib: a sail"), 3, 3)
    first = card("What is a jib?", "a sail", node=node)
    second = card("What does the jib count as?", "a sail", node=node)
    chosen = choose([first, second])
    assert list(chosen.kept) == [first]
    assert [d.veto for d in chosen.dropped] == ["same-fact"]


def test_one_question_with_two_answers_is_not_asked_at_all() -> None:
    chosen = choose(
        [card("What is a sheet?", "a rope"), card("What is a sheet?", "a sail", line=8)]
    )
    assert chosen.kept == ()
    assert [d.veto for d in chosen.dropped] == ["clash", "clash"]


def test_of_two_answers_the_one_that_holds_the_other_is_kept() -> None:
    heading = card("What is a sheet?", "a rope", "it trims a sail", lines=(3, 4, 5))
    first_point = card("What is a sheet?", "a rope", lines=(4,))
    chosen = choose([heading, first_point])
    assert list(chosen.kept) == [heading]
    assert [d.veto for d in chosen.dropped] == ["clash"]


def test_the_context_line_tells_two_questions_apart() -> None:
    one = card("Pros?", "cheap", context=("Boats", "Wood"))
    two = card("Pros?", "light", context=("Boats", "Carbon"))
    assert choose([one, two]).kept == (one, two)


def test_gaps_in_different_places_are_different_questions() -> None:
    sentence = "A jib is set on the forestay"
    one = card(sentence, "A jib", kind="cloze", gaps=(Gap(0, 5),))
    two = card(sentence, "the forestay", kind="cloze", gaps=(Gap(16, 28),), line=4)
    assert choose([one, two]).kept == (one, two)


@pytest.mark.parametrize("veto", VETOES)
def test_every_veto_can_be_switched_off(veto: str) -> None:
    node = Node("bullet", Inline("jib: a sail"), 3, 3)
    trigger = {
        "duplicate": [card("What is a jib?", "a sail"), card("What is a jib?", "a sail", line=9)],
        "same-fact": [
            card("What is a jib?", "a sail", node=node),
            card("What does a jib count as?", "a sail", node=node),
        ],
        "clash": [card("What is a sheet?", "a rope"), card("What is a sheet?", "a sail", line=8)],
    }.get(veto) or [SINGLE[veto][0][0]]
    off = frozenset({veto})
    assert any(d.veto == veto for d in choose(trigger).dropped)
    assert not any(d.veto == veto for d in choose(trigger, off).dropped)


def test_in_code_the_case_counts() -> None:
    code = (Mark("code", 8, 10),)
    small, large = (
        replace(
            card(f"What is {flag}?", answer, line=line), question=Inline(f"What is {flag}?", code)
        )
        for flag, answer, line in (("-a", "hidden files", 3), ("-A", "links as well", 4))
    )
    assert list(choose([small, large]).kept) == [small, large]
    plain = [card("What is AFT?", "a mooring", line=3), card("What is aft?", "behind", line=4)]
    assert [d.veto for d in choose(plain).dropped] == ["clash", "clash"]

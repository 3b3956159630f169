"""What can be told about cards that were left out: one entry for each veto of `choose`."""

from __future__ import annotations

from talkdeck.problems import Entry, register

_ASKED_AGAIN = "A card that can't be answered or graded comes back again and again, and teaches"

_ENTRIES: tuple[tuple[str, str, str, str], ...] = (
    ("empty", "nothing to ask or nothing to answer",
     "A card needs both: a question with words in it, and an answer.",
     "Write the missing half, or leave the line as it is: it makes no card."),
    ("answer-in-question", "the question gives the answer away",
     "Such a card is always answered rightly, and nothing is learnt from it.",
     "Say in the notes what is new about the thing, or put the detail below it."),
    ("dangling-answer", "an answer that points elsewhere",
     "`this` or `three parts` was clear beside its neighbours; alone it answers nothing.",
     "Write what it stands for in its place, or put the parts below the line."),
    ("no-answer", "an answer that is still to be found",
     "`TODO`, `not sure` or `it depends` is nothing to recall.",
     "Write the answer once you know it; the card comes with the next build."),
    ("answer-asks", "a question for an answer",
     "`Is it who it says?` under a term is a point to think about: it does not say what it is.",
     "Write the answer below the question, or say what the thing is."),
    ("circular", "a term explained by itself",
     "`Yeast?` asks what yeast is; a line that speaks of yeast again says something else of it.",
     "Say in the notes what the thing is, or write the line as a sentence about it."),
    ("only-link", "an answer that is only a link",
     "A link is there to be opened, not to be recalled.",
     "Nothing has to be done; say in the notes what stands behind the link to get a card."),
    ("cut-off", "an answer that breaks off",
     "A label without what belongs to it answers only half of the question.",
     "Write what follows on the same line, or leave the line out."),
    ("too-long", "the answer is too long",
     f"{_ASKED_AGAIN} nothing: nobody recalls a paragraph word by word.",
     "Split the line into several bullets, each with one thing to know."),
    ("too-many-items", "the list is too long",
     "More than about seven things can't be recalled at once; one forgotten item fails them all."
     " A list that is somewhat longer is asked for in two or three parts; this one can't be.",
     "Group the items under two or three bullets; each group becomes a card of its own."),
    ("long-question", "the question is too long",
     "A question has to be understood at a glance, also when it comes up between hundreds.",
     "Shorten the line, or make a heading of what is common to the lines below it."),
    ("broken-question", "a question that breaks off",
     "A line with a dash, or with two sentences in one, can't always be turned into a question.",
     "Make two lines of it, or put what follows the dash below the line."),
    ("pronoun", "a pronoun that nothing explains",
     "`it` was clear while you listened; in a year nobody knows what it was.",
     "Write the thing's name in place of the pronoun, or put the line below its name."),
    ("yes-no", "a question for yes or no",
     "It is answered rightly every other time without knowing anything.",
     "Ask what, how or why in the notes; or allow such cards with `allow: [yes-no]`."),
    ("vague", "the question is too vague",
     "The card comes up alone, a year later, among cards of other talks.",
     "Put the line below a heading or bullet that says what it is about."),
    ("duplicate", "asked already",
     "Two equal cards cost twice the time and teach no more.",
     "Nothing has to be done; remove one of the two lines if it stands there by mistake."),
    ("same-fact", "the same fact asked twice",
     "Two cards with one answer from one line cost twice the time and teach little more.",
     "Nothing has to be done: the rule that comes first in the order has its card."),
    ("clash", "one question, two answers",
     "Whoever is asked can't know which of the two answers is meant.",
     "Give the lines different words, or headings that tell them apart."),
)  # fmt: skip

register(*(Entry(code, title, "info", why, fix) for code, title, why, fix in _ENTRIES))

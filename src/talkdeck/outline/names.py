"""Is this a person's name? Judged by its looks: no list of people, so any name may pass."""

from __future__ import annotations

from talkdeck.regex import regex

_PARTICLES = frozenset(
    "de da do das dos del della di du la le van von der den ter ten bin ibn al el y e zu".split()
)
_NOT_NAMES = frozenset(
    """
    a about above abstract abstraction abstractions access account action actions activity
    additional advanced advantages advice after against agenda ai algorithm algorithms all an
    analysis analytics and announcement answer answers api apis app application applications
    approach approaches architecture are array arrays as aspects assessment async at backend
    background basic basics before being benefits best better big big-o bonus book books bottom
    breakout browser budget build building business but by cache case cases challenge challenges
    chapter check choosing class classes client closing cloud cluster code coding college common
    community company comparison complexity components compute computing concept concepts
    concerns conclusion conclusions conference cons consensus considerations container
    containers content contents context core corporation cost costs course creating culture
    current custom customer data database databases day debugging deep default definition
    definitions delivery demo demos department dependencies deployment design details dev
    developer developers development devops different disadvantages discussion distributed
    documentation drawbacks driven dynamic early east economics edge effective element elements
    engine engineer engineering enterprise error errors event event-driven events every
    everything evidence example examples exercise exercises experience extra facts failure
    failures feature features feedback file files final first five flow for formal foundation
    four framework frameworks from frontend function functional functions further future fuzzy
    gateway general getting global gmbh goal goals good google great group guide hands hard
    hardware hash heap hello help helpful high history home how human idea ideas if image images
    implementation implications important in inc index information infrastructure initial input
    inside institute instructions integration interesting interface interfaces internal
    interview intro introduction invited is issues it items java javascript job just kernel key
    keynote keynotes knowledge labs language languages large last later law laws layer layers
    leader learned learning lecture less lesson lessons level levels libraries library lifecycle
    lightning limitations limits linear link links linux list lists live llc load local log
    logging logs long loop ltd machine main maintenance management managing many map market
    material math memory message messages meta method methods metrics microservices migration
    mission mobile model modeling models modern module modules monitoring more motivation
    multiple my native nested network networks neural new news next no node non normal north not
    note notes number object objects of on one online only open opening operation operations
    optimization options order other our outline output over overview own panel paper papers
    parallel part parts pattern patterns people performance personal phase philosophy physical
    pipeline pitfalls plan planning platform plot point points policy post power practical
    practice practices prerequisites presentation principle principles pro problem problems
    procedural process processes processing product production program programming project
    projects properties property proposal pros protocol prototype public purpose python quality
    query question questions queue quick quiz random ranges rapid raw react reading readings
    real recap recommendation recommendations recommended record recursion redis reference
    references related release reliability remote replication report request requirements
    research resource resources rest result results review rise risk risks road role roles room
    rules run running safety sample san scalability scale scaling schedule schema school science
    scientific scope screen script search second section security select self serverless service
    services session sessions set setup shared short side simple single site size slide slides
    smart social software solution solutions some source south space speaker speakers special
    specific stack stages standard standards start starting state static statistics status step
    steps storage story strategy stream streaming strengths stress string strings structure
    structures study style styles suggestions summary supervised support survey switch syntax
    system systems table tables tactics take takeaway takeaways talk talks task tasks team teams
    tech technical techniques technology terms test testing tests text the their theory things
    this thoughts threads three time timeline tips to today tool tooling tools top topic topics
    track tracking tradeoffs traditional training transfer traps tree trees tricks tutorial
    tutorials two type types under understanding unit university updates us usage use useful
    user users using ux value values vector version versions via video view vision visual
    visualization vs walkthrough warm warning wars way ways weaknesses web week welcome west
    what when where which who why window windows with without word words work workflow workflows
    working workshop world wrap writing year years york you your zero
    """.split()
)
_COMMON_ENDINGS = tuple(
    "tion sion ment ness ity ance ence ology ware able ible izer ship ships ism isms ations ments"
    " ings ities ture tures ssing cking tting nning pping dling ching sting ating izing ising ering"
    " aging uting uring talling coming vised ctions".split()
)
_WORD = regex(r"[^\W\d_]+(?:[-'’.][^\W\d_]+)*\.?$")
_NICK = regex(r"(?<=\w) (?:\([^\W\d_][\w.' -]*\)|[\"“'‘][^\W\d_][\w.' -]*[\"”'’]) (?=[^\W\d_])")
_NICK_SIGNS = frozenset("(\"“'‘")
_TITLES = regex(r"(?:Dr|Prof|Professor|Mr|Mrs|Ms|Sir|Dame)\.?\s+")
_DEGREES = regex(r",?\s+(?:Ph\.?\s?D\.?|MD|M\.D\.|MSc|BSc|MBA|Jr\.?|Sr\.?|II|III)$")
_TITLE_WORDS = ("Dr", "Prof", "Mr", "Ms", "Sir", "Dame")
_DEGREE_ENDS = ("D", "D.", "Sc", "MBA", "Jr", "Jr.", "Sr", "Sr.", "II")
"""What a text holds, and ends with, that may have a title or a degree: most have none, and
compiling the expressions takes as long as judging a hundred names.
"""


def is_name(text: str) -> bool:
    """Whether a text can only be read as one person's name, e.g. `Sam Kitajima-Kimbrel`.

    Two to five capitalised words, none of which is a word of notes such as `Next Steps`.
    """
    text = text.strip()
    if not _NICK_SIGNS.isdisjoint(text):
        text = _NICK.sub(" ", text)
    if any(word in text for word in _TITLE_WORDS):
        text = _TITLES.sub("", text)
    if text.endswith(_DEGREE_ENDS):
        text = _DEGREES.sub("", text)
    words = text.split()
    if not 2 <= len(words) <= 5 or len(text) > 50:
        return False
    plain = [w for w in words if w.lower() not in _PARTICLES]
    if len(plain) < 2 or (words[-1].lower() in _PARTICLES and words[-1].islower()):
        return False
    return all(_is_name_word(w) for w in plain) and sum(len(w.strip(".")) > 1 for w in plain) >= 1


def _is_name_word(word: str) -> bool:
    if not word[0].isupper() or not (word.isalpha() or _WORD.match(word)):
        return False
    bare = word.strip(".").lower()
    if bare in _NOT_NAMES or ("-" not in bare and bare.endswith(_COMMON_ENDINGS)):
        return False
    if bare.endswith(("'s", "’s")) or (len(bare) > 2 and word.isupper()):
        return False
    return not (word.endswith(".") and len(bare) > 3)


def is_loose_name(text: str) -> bool:
    """Whether a text may be a name where the author said that one follows (`speaker: …`)."""
    words = text.split()
    if not 1 <= len(words) <= 5 or len(text) > 60:
        return False
    return len(words) == 1 or not words[0][0].islower()

"""What stands in course lists without being part of the course: contents, badges, facts, prose."""

import re
from functools import lru_cache

from mlops_tracker.formats.lists.blocks import Block
from mlops_tracker.formats.words import REMEMBERED, plain

_NEVER = (
    "contents|table of contents|table of content|toc|index|contributing|contribute|how to contribute|contributors"
    "|contribution|contributions|license|licence|licensing|copyright|acknowledgements|acknowledgments"
    "|acknowledgement|acknowledgment|author|authors|about the author|about me|contact|contact me"
    "|contact information|credits|sponsor|sponsors|sponsorship|supporters|support|support this project"
    "|donate|backers|star history|stargazers|changelog|code of conduct|translations|citation|cite"
    "|citing|disclaimer|follow me|team|maintainers|community|faq|honor code|certificate"
    "|certificates|legend|badges|sponsored by|our team|instructors|instructor|staff|course staff"
    "|contributors & course staff|teaching staff|stay in touch|connect|connect with me|quick links"
    "|目录|目錄|贡献|贡献者|许可|许可证|联系|致谢|作者|índice|indice|tabla de contenidos|contenidos"
    "|licencia|contribuir|contribuciones|autor|autores|contacto|agradecimientos|sumário|licença"
    "|contribuindo|contato|sommaire|table des matières|licence|contribuer|auteurs|inhalt"
    "|inhaltsverzeichnis|lizenz|mitwirken|autoren|kontakt|目次|ライセンス|貢献|著者|목차|라이선스|기여"
    "|star this repo|show your support|feedback|get help|help|getting help|social|issues"
    "|notes on this repository|repository structure|folder structure"
    "|project structure|directory structure|file structure|structure|repo structure|tech stack"
)
_SELDOM = (
    "about|overview|introduction to this repository|intro|description|installation|setup|set up"
    "|how to use|how to use this guide|how to use it|usage|getting started|requirements|prerequisite"
    "|prerequisites|prerequisite knowledge|what is it|what is this|why use it|goal|goals"
    "|objectives|learning objectives|learning outcomes|what you'll learn|what you will learn|outcomes"
    "|learning goals|skills you will gain|skills|skills gained|key takeaways|takeaways"
    "|grading|grade breakdown|policies|policy|logistics|general info|information"
    "|announcements|news|updates|schedule changes|dependencies"
    "|status|summary|next steps"
    "|who should join|who is this for|who this is for|who this course is for|target audience|audience"
    "|course format|office hours|where to ask|quick start|quickstart"
    "|note|notes|tips|study tips|how to study|how it works|credits and license"
    "|repository|repo|translations in progress|what it is|my story|additional information"
    "|before you start|before you get started|caution|warning|to do|todo"
    "|requisitos|descripción|instalación|objetivos|prérequis|objectifs|voraussetzungen|ziele"
    "|说明|简介|介绍|前言|环境|安装|前提条件|概要|소개|개요|전제 조건|my review|review|reviews"
)
_CONTENTS = frozenset(
    "contents|table of contents|table of content|toc|目录|目錄|índice|indice|tabla de contenidos"
    "|contenidos|sumário|sommaire|table des matières|inhalt|inhaltsverzeichnis|目次|목차".split("|")
)
NEVER = frozenset(_NEVER.split("|"))
"""Sections that are about the page, whatever stands in them."""
SELDOM = frozenset(_SELDOM.split("|"))
"""Sections that are about the course, unless something in them can be ticked."""
GENERIC = frozenset(
    (
        "syllabus|curriculum|schedule|course schedule|course outline|outline|lectures|modules|weeks"
        "|course content|course contents|content|courses|lessons|program|programme|plan|study plan"
        "|learning path|roadmap|materials|course materials|material|class material|topics|agenda"
        "|list|the list|table|calendar|timeline|toggle section (optional)|click to expand|expand"
        "|specialization courses|course list|course structure|structure of the course|temario"
        "|programa|cronograma|calendario|plan de estudios|contenido|conteúdo|cours|lehrplan"
        "|课程|内容介绍|课程内容|课程安排|课程大纲|大纲|学习路线|課程|シラバス|講義|강의|커리큘럼|강의 계획|readme|about|notes"
        "|my notes|week by week|weekly schedule|weekly plan|details|checklist|main"
        "|sequentially|home|course|index|course overview|table of contents|contents|目录"
    ).split("|")
)
"""Titles that name no course."""
_GENERIC_WORDS = frozenset(
    (
        "calendar topical outline schedule tentative detailed course class weekly week weeks"
        " lecture lectures session sessions module modules topics topic materials material recordings"
        " content contents list lists syllabus curriculum agenda timeline breakdown overview of and"
        " with for to-do todo & + table program programme structure by date slides readings notes"
        " assignments videos"
    ).split()
)
_REVIEW = re.compile(
    r"\b(?:my\s+)?(?:reviews?|verdict|opinions?|thoughts?|impressions?|reseñas?|avis|fazit)\b",
    re.IGNORECASE,
)
_DENIAL = re.compile(
    r"^(?:there\s+(?:is|are|was|were)\s+(?:no|not)\b|no\s+(?:\w+\s+){0,3}(?:assignments?|quiz(?:zes)?"
    r"|labs?|videos?|homework|class|classes|lectures?|items?|readings?)\b(?!\w)|n/?a(?=\W*$)|tb[acd]\b"
    # `Nothing yet` says so, `Nothing is faster than light` and `None vs null` are titles.
    r"|(?:none|nothing)(?=\W*$|\s+(?:yet|this|here|due|assigned|planned|so\s+far|for\s+(?:now|this)"
    r"|to\s+(?:do|read|watch|submit))\b)"
    r"|to\s+be\s+(?:updated|announced|added|continued|determined|done)|coming\s+soon|not\s+applicable"
    r"|pas\s+de\s+cours\b|sin\s+clases?\b|no\s+hay\b|não\s+há\b|il\s+n'y\s+a\b|keine?\b|暂无|没有|なし|없음|---*$)",
    re.IGNORECASE,
)
_FACT = re.compile(
    r"^(?:name|github|twitter|linkedin|e-?mail|blog|status|instructors?|teachers?|professors?|taught\s+by|lecturers?|by|authors?|university|school"
    r"|institution|platform|provider|offered\s+by|started|start(?:\s+date)?|finished|end(?:\s+date)?"
    r"|date|deadline|due(?:\s+date)?|duration|effort|workload|time|estimated\s+time|level|difficulty|language"
    r"|prerequisites?|requirements?|certificates?|credential|grade|final\s+grade|score|rating|price|cost"
    r"|completion|link|url|website|page|homepage|repo(?:sitory)?|course\s+(?:page|link|website|url)"
    r"|specialization|skills?|tags?|tools?|tech(?:nologies)?|goals?|objectives?|outcomes?|key\s+topics"
    r"|topics?\s+covered|what\s+you'?ll\s+learn|description|summary|target\s+completion|last\s+updated"
    r"|register\s+here|stay\s+updated|office\s+hours?|hours|credits?|semester|location|when|where|week\s+of"
    r"|estado|duración|profesor(?:es)?|nivel|plataforma|fecha|durée|niveau|dauer|dozent(?:in)?|stand"
    r"|datum|ort|lugar|horario|lieu|horaire|horário|일자|날짜|일시|장소|日期|时间|地点|日時|日付|場所"
    r"|讲师|时长|平台|状态|课程地址|课程链接|講師|期間|강사|기간)\s*[:：](?=\s|$|\S)",
    re.IGNORECASE,
)
_TOPIC = re.compile(
    r"^(?:time|due|deadline|language|requirements?|tools?|tech(?:nologies)?|summary)\s*[:：]\D*$",
    re.IGNORECASE,
)
"""What is a fact of a course, but in a week of it rather a topic: `Time: clocks`, no `Time: 2 h`."""
_BACK = re.compile(
    r"^\W*(?:(?:back\s+to|go\s+to|return\s+to)\s+(?:the\s+)?(?:top|toc|contents?|table\s+of\s+contents|index)"
    r"|top|⬆|回到顶部|返回顶部|volver\s+arriba|voltar\s+ao\s+topo)\W*$",
    re.IGNORECASE,
)
_SPONSOR = re.compile(
    r"\b(?:sponsor(?:ed|s)?|patreon|buy\s+me\s+a\s+coffee|donat(?:e|ion))\b", re.IGNORECASE
)
_SPONSOR_PAGE = re.compile(
    r"patreon\.com|buymeacoffee|ko-fi\.com|opencollective|paypal|/(?:sponsors?|donate)\b",
    re.IGNORECASE,
)
_CERTIFICATE = re.compile(
    r"^\W*certificate\s*(?:$|[:：(\[–—-]|(?:of|earned|link)\b)", re.IGNORECASE
)
_COUNT = re.compile(
    r"\d{1,2}\s+(?:videos?|readings?|quiz(?:zes)?|practice\s+(?:exercises?|quiz(?:zes)?)"
    r"|(?:programming\s+)?assignments?|discussion\s+prompts?|ungraded\s+labs?)"
    r"\s*(?:\([^()]*\))?[.:]?",
    re.IGNORECASE,
)
"""What a platform says of a week before it lists it: `6 videos (Total 40 min)`."""
_SENTENCE = re.compile(r"[.!?。！？]\s+\S|[.!。！]$")
_SENTENCE_START = re.compile(
    r"^(?:please|note|this|these|you|we|i|if|it|he|she|they|here|my|your|our|feel\s+free|make\s+sure|don't"
    r"|do\s+not|thanks?|welcome|join|follow|subscribe|star|fork|clone)\b",
    re.IGNORECASE,
)
_OUR = re.compile(r"^(?:our|the|main|core|original|other|all|list\s+of)\s+")
"""What `Main authors` says besides."""
_OF_WHAT = re.compile(
    r"^(?:module|course|week|unit|lesson)\s+(?=(?:goals?|objectives?|outcomes?)$)"
)
LONG = 160
"""Characters after which an unmarked bullet is more likely prose than a title."""


@lru_cache(REMEMBERED)
def title_key(text: str) -> str:
    """Return a title as it is looked up: no pictures, number, case or final sign."""
    text = re.sub(r"^[\d.)\s]+", "", plain(text).strip("*_#").casefold().replace("\u2019", "'"))
    return text.strip(" :：.!?-–—")


def names_no_course(title: str) -> bool:
    """Whether a title is made of words for any list: `Syllabus`, `Recordings and materials`."""
    key = title_key(title)
    words = re.split(r"[\s,/]+", key)
    return key in GENERIC or (len(words) > 1 and _GENERIC_WORDS.issuperset(words))


def is_contents(title: str) -> bool:
    """Whether a title announces the contents of the page."""
    return title_key(title) in _CONTENTS


def is_review(text: str) -> bool:
    """Whether a title announces what the learner thought."""
    return len(text) <= 60 and bool(_REVIEW.search(text))


def is_denial(text: str) -> bool:
    """Whether a line says that there is nothing."""
    return bool(_DENIAL.match(plain(text).strip("*_([")))


def is_fact(text: str) -> bool:
    """Whether a line is a fact about the course: `Status: in progress`."""
    return bool(_FACT.match(plain(text).strip("*_")))


def is_topic(text: str) -> bool:
    """Whether a line that looks like a fact is rather a topic where it stands in a week."""
    return bool(_TOPIC.match(plain(text).strip("*_")))


def is_prose(text: str) -> bool:
    """Whether an unmarked line reads like a sentence rather than like a title."""
    text = plain(text)
    if len(text) > LONG:
        return True
    words = len(text.split())
    return (bool(_SENTENCE.search(text)) and words > 8) or (
        bool(_SENTENCE_START.match(text)) and words > 4
    )


def anchors_in(block: Block) -> bool:
    """Whether a block links to other places of the same page, and only there."""
    links = block.words.links
    return bool(links) and all("#" in link.url[:1] or _is_own_anchor(link.url) for link in links)


def _is_own_anchor(url: str) -> bool:
    """Whether an address is an anchor on a repository's own page."""
    address, _, anchor = url.partition("#")
    return bool(anchor) and (
        (address.startswith("https://github.com/") and address.rstrip("/").count("/") <= 4)
        or address.casefold() in {"readme.md", "./readme.md"}
    )


def reason_of(block: Block) -> str | None:  # noqa: C901, PLR0911 - a case a line
    """Return why a single block is no part of any course, or None."""
    text = block.text
    if block.shape == "html":
        return "HTML"
    if block.shape == "code":
        return "code"
    if block.shape in {"other", "end"}:
        return block.text or "HTML"
    if not plain(text).strip("*_|-–—#>. "):
        has_picture = block.words.has_picture
        return "picture" if has_picture else "no words"
    if block.words.has_picture and block.words.is_link:
        return "badge"
    if _BACK.match(text):
        return "link within the page"
    if anchors_in(block) and block.words.is_link:
        return "contents list"
    if is_denial(text):
        return "says that there is nothing"
    if block.shape == "bullet" and not block.words.links and _COUNT.fullmatch(plain(text)):
        return "a count of items"
    if block.shape == "bullet" and _CERTIFICATE.match(text) and len(text) < 60:
        return "a certificate"
    if _SPONSOR.search(text) and len(text) < LONG and _asks_for_money(block):
        return "sponsor"
    return None


def _asks_for_money(block: Block) -> bool:
    """Whether a block that speaks of sponsors is of theirs: other titles do so, too."""
    if block.shape == "line":
        return True
    leads_there = any(_SPONSOR_PAGE.search(link.url) for link in block.words.links)
    return block.shape == "bullet" and (block.words.has_picture or leads_there)


def is_noise_section(title: str, level: float = 1) -> tuple[bool, bool]:
    """Return whether a section's title is never, and whether it is seldom, part of a course."""
    key = title_key(title)
    is_end = level <= 2 and key in {"reference", "references", "links", "resources used"}
    return key in NEVER or _OUR.sub("", key) in NEVER or is_end, _OF_WHAT.sub("", key) in SELDOM

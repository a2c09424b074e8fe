"""The kinds that words, pictures and addresses tell."""

import re

from mlops_tracker.study.solutions import GRADED_KINDS

KIND_WORDS: dict[str, str] = {
    **GRADED_KINDS,
    "video": "video|videos|watch|screencast|vídeo|vídeos|vidéo|vidéos|视频|動画|ビデオ|영상|동영상|비디오",
    "reading": (
        "reading|readings|read|required reading|required readings|suggested reading"
        "|suggested readings|further reading|article|articles|paper|papers|blog|blog post"
        "|supplement|lectura|lecturas|leitura|leituras|lektüre|阅读|閱讀|读物|読み物|読書|읽기|자료"
    ),
    "practice-quiz": "practice quiz|practice quizzes|ungraded quiz|practice test|练习测验",
    "ungraded-lab": "ungraded lab|ungraded labs|optional lab|ungraded programming|practice lab",
    "lab": "lab|labs|laboratory|laboratorio|laboratório|laboratoire|labor|tp|实验|實驗|実習|ラボ|실습|랩",
    "app-item": "app item|ungraded app item|ungraded plugin|ungraded external tool",
    "lecture": "lecture|lectures|lec|vorlesung|vorlesungen|aula|aulas|cours magistral|讲座|講義|강의",
    "project": (
        "project|projects|capstone|capstone project|final project|course project|proyecto"
        "|proyectos|projeto|projetos|projet|projets|projekt|projekte|项目|專案|プロジェクト|프로젝트"
    ),
    "exercise": (
        "exercise|exercises|ejercicio|ejercicios|exercício|exercícios|exercice|exercices|übung"
        "|übungen|practice|practise|drill|drills|problem|problems|练习|練習|演習|연습|연습문제"
    ),
    "book": "book|books|textbook|textbooks|libro|libros|livro|livros|livre|livres|buch|bücher|书|本|책",
    "discussion": "discussion|discussion prompt|forum|discusión|discussão",
    "seminar": "seminar|seminars|seminario|seminário|séminaire",
    "workshop": "workshop|workshops|taller|oficina|atelier",
    "tutorial": "tutorial|tutorials|tutoriel|tutoriels|教程|チュートリアル|튜토리얼",
    "slides": "slides|slide|folien|diapositivas|课件|スライド|슬라이드",
    "notebook": "notebook|notebooks|jupyter notebook|colab",
    "podcast": "podcast|podcasts",
    "demo": "demo|demos|demonstration",
    "course": "courses|course|moocs|mooc",
    "survey": "survey|poll",
}
KINDS = {word: kind for kind, words in KIND_WORDS.items() for word in words.split("|")}
AS_PREFIX = "|".join(map(re.escape, sorted(KINDS, key=len, reverse=True)))
SAFE_ENDS = frozenset(word for word in KINDS if not word.endswith("s")) - {
    *("watch", "read", "test", "tests", "practice", "problem", "problems", "tp", "pa", "lec", "本"),
    *("book", "books", "course", "courses", "graded", "paper", "blog", "书", "slide", "supplement"),
    *("discussion", "forum", "demo", "article", "aula", "test", "poll", "papers", "articles"),
}
"""Words that tell the kind also at the end of a title: `Final project`."""
ICONS = {
    **dict.fromkeys("🎥📹📺🎬📽▶", "video"),
    **dict.fromkeys("📖📚📄📃📰🔖", "reading"),
    **dict.fromkeys("🧪🔬⚗", "lab"),
    **dict.fromkeys("🎧🎙", "podcast"),
}

SITES = {
    "video": ("youtube.com/", "youtu.be/", "vimeo.com/", "bilibili.com/video", "twitch.tv/"),
    "reading": ("arxiv.org/", "wikipedia.org/", "medium.com/", "towardsdatascience.com/"),
    "exercise": ("leetcode.com/problems", "hackerrank.com/challenges", "exercism."),
    "course": ("coursera.org/learn/", "edx.org/course/", "edx.org/learn/", "udacity.com/course/"),
}


def kind_of_url(url: str | None) -> str | None:
    """Give the kind that an address tells, where it tells one."""
    address = (url or "").casefold().partition("?")[0]
    for kind, sites in SITES.items():
        if any(site in address for site in sites):
            return kind
    return "reading" if address.endswith(".pdf") else None

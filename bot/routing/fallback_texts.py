"""What a visitor reads when nobody can take their conversation. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.errors import BadInput
from bot.events import FieldShown


STANDARD = {
    "en": (
        "Sorry, nobody can take your conversation right now.",
        "Please try again a little later.",
        "Leave your e-mail address and a message, and we will write to you.",
    ),
    "sv": (
        "Tyvärr kan ingen ta emot dig just nu.",
        "Försök gärna igen om en stund.",
        "Lämna din e-postadress och ett meddelande, så skriver vi till dig.",
    ),
    "zh": (
        "抱歉，目前没有人可以接待您。",
        "请稍后再试。",
        "请留下您的电子邮箱和留言，我们会给您回信。",
    ),
    "nl": (
        "Helaas kan niemand u op dit moment te woord staan.",
        "Probeer het later nog eens.",
        "Laat uw e-mailadres en een bericht achter, dan schrijven wij u.",
    ),
    "pt": (
        "No momento, ninguém pode atender você.",
        "Tente novamente um pouco mais tarde.",
        "Deixe seu e-mail e uma mensagem, e nós escreveremos para você.",
    ),
    "de": (
        "Im Moment kann leider niemand Ihr Gespräch annehmen.",
        "Bitte versuchen Sie es etwas später noch einmal.",
        "Hinterlassen Sie Ihre E-Mail-Adresse und eine Nachricht, und wir schreiben Ihnen.",
    ),
    "fr": (
        "Désolé, personne ne peut prendre votre conversation pour le moment.",
        "Veuillez réessayer un peu plus tard.",
        "Laissez votre adresse e-mail et un message, et nous vous écrirons.",
    ),
    "es": (
        "Lo sentimos, nadie puede atenderle en este momento.",
        "Inténtelo de nuevo un poco más tarde.",
        "Deje su correo electrónico y un mensaje, y le escribiremos.",
    ),
    "it": (
        "Al momento nessuno può rispondere alla sua conversazione.",
        "Riprovi un po' più tardi.",
        "Lasci il suo indirizzo e-mail e un messaggio, e le scriveremo.",
    ),
    "ja": (
        "申し訳ございませんが、ただいま対応できる者がおりません。",
        "しばらくしてからもう一度お試しください。",
        "メールアドレスとメッセージをお残しいただければ、こちらからご連絡いたします。",
    ),
    "ko": (
        "죄송합니다. 지금은 상담을 받을 수 있는 사람이 없습니다.",
        "잠시 후 다시 시도해 주세요.",
        "이메일 주소와 메시지를 남겨 주시면 연락드리겠습니다.",
    ),
    "ar": (
        "عذرًا، لا يوجد من يستطيع التحدث معك الآن.",
        "يُرجى المحاولة مرة أخرى بعد قليل.",
        "اترك عنوان بريدك الإلكتروني ورسالة، وسنكتب إليك.",
    ),
}
"""By language: what is so, what to do later, and what to do where a message can be left."""


LABELS = {
    "en": ("E-mail", "Message"),
    "sv": ("E-post", "Meddelande"),
    "zh": ("电子邮箱", "留言"),
    "nl": ("E-mail", "Bericht"),
    "pt": ("E-mail", "Mensagem"),
    "de": ("E-Mail", "Nachricht"),
    "fr": ("E-mail", "Message"),
    "es": ("Correo electrónico", "Mensaje"),
    "it": ("E-mail", "Messaggio"),
    "ja": ("メールアドレス", "メッセージ"),
    "ko": ("이메일", "메시지"),
    "ar": ("البريد الإلكتروني", "الرسالة"),
}
"""By language: what stands above the two fields of a message for later."""


def fallback_text(custom: Mapping[str, str], locale: str, *, asks: bool) -> str:
    """The text for a visitor's locale: the site's own for it or its language, for everybody; else the standard one.

    `asks` says that an e-mail address and a message are asked for.
    """
    keys = shorter(locale)
    for key in (*keys, ""):
        if key in custom:
            return custom[key]
    sorry, later, leave = next((STANDARD[key] for key in keys if key in STANDARD), STANDARD["en"])
    return f"{sorry} {leave if asks else later}"


def fallback_fields(locale: str, email: str) -> tuple[FieldShown, ...]:
    """The form for a message for later, in the visitor's language; `email` is their address if it is known."""
    address, message = next((LABELS[key] for key in shorter(locale) if key in LABELS), LABELS["en"])
    return (
        FieldShown(attribute="email", label=address, type="email", value=email),
        FieldShown(attribute="message", label=message, type="lines"),
    )


def shorter(locale: str) -> list[str]:
    """A locale's key, and those of the wider ones around it: ``pt-br``, ``pt``."""
    parts = locale.replace("_", "-").casefold().split("-")
    return ["-".join(parts[:length]) for length in range(len(parts), 0, -1)]


def locale_key(typed: str) -> str:
    """The key of a text of the site's own: a locale, or '' for ``all``. Raises `BadInput` for what is neither."""
    key = typed.strip().replace("_", "-").casefold()
    if key == "all":
        return ""
    if re.fullmatch(r"[a-z]{2,3}(-[a-z0-9]{2,8})*", key, re.ASCII):
        return key
    raise BadInput(f'"{typed}" is no language. Write it like sv or pt-BR, or "all" for every other language.')

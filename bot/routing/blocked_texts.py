"""What a visitor reads who is blocked: kind, and no word of why or by whom. Pure."""

from __future__ import annotations

from bot.routing.fallback_texts import shorter


BLOCKED = {
    "en": "Sorry, we cannot chat with you here. Please contact us in another way.",
    "sv": "Tyvärr kan vi inte chatta med dig här. Kontakta oss gärna på något annat sätt.",
    "zh": "抱歉，我们无法在这里与您聊天。请通过其他方式联系我们。",
    "nl": "Helaas kunnen wij hier niet met u chatten. Neem op een andere manier contact met ons op.",
    "pt": "Infelizmente, não podemos conversar com você por aqui. Entre em contato conosco de outra forma.",
    "de": "Leider können wir hier nicht mit Ihnen chatten. Bitte kontaktieren Sie uns auf anderem Weg.",
    "fr": "Désolé, nous ne pouvons pas discuter avec vous ici. Veuillez nous contacter autrement.",
    "es": "Lo sentimos, no podemos chatear con usted aquí. Póngase en contacto con nosotros de otra forma.",
    "it": "Spiacenti, non possiamo chattare con lei qui. La preghiamo di contattarci in un altro modo.",
    "ja": "申し訳ございませんが、こちらではチャットをご利用いただけません。別の方法でお問い合わせください。",
    "ko": "죄송합니다. 여기에서는 채팅을 이용하실 수 없습니다. 다른 방법으로 문의해 주세요.",
    "ar": "عذرًا، لا يمكننا التحدث معك هنا. يُرجى التواصل معنا بطريقة أخرى.",
}
"""By language."""


def blocked_text(locale: str) -> str:
    """The text in the visitor's language, else in English."""
    return next((BLOCKED[key] for key in shorter(locale) if key in BLOCKED), BLOCKED["en"])

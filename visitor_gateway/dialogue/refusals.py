"""What a visitor is told when their input does not fit, in their language.

The sentences of each language have the same names as the English ones; what stands in braces is filled in.
"""

from __future__ import annotations

from visitor_gateway.dialogue.locale import in_locale


def refusal(name: str, locale: str, **parts: str) -> str:
    """The sentence in the language that fits best; English where there is none."""
    return in_locale(_BY_NAME[name], locale, "en").format_map(parts)


LANGUAGES: dict[str, dict[str, str]] = {
    "en": {
        "answer": "Please choose one of these: {answers}.",
        "form": "Please fill in the form: {fields}.",
        "required": "Please fill in “{field}”.",
        "too_long": "Please keep this to {most} characters.",
        "too_short": "Please write at least {least} characters.",
        "email": "Please give an e-mail address, such as ada@example.com.",
        "phone": "Please give a phone number with its country code, such as +46 8 123 456 78.",
        "number": "Please give a number in digits, such as 12 or 12.5.",
        "comma": "Please write this number without a comma: is it {thousands} or {fraction}?",
        "least": "Please give {least} or more.",
        "most": "Please give {most} or less.",
        "date": "Please give a date as year-month-day, such as 2026-01-31.",
        "earliest": "Please give a date from {least} on.",
        "latest": "Please give a date up to {most}.",
        "boolean": "Please answer yes or no.",
        "yes": "Yes",
        "no": "No",
    },
    "sv": {
        "answer": "Välj ett av dessa svar: {answers}.",
        "form": "Fyll i formuläret: {fields}.",
        "required": "Fyll i ”{field}”.",
        "too_long": "Skriv högst {most} tecken här.",
        "too_short": "Skriv minst {least} tecken här.",
        "email": "Skriv en e-postadress, till exempel ada@example.com.",
        "phone": "Skriv ett telefonnummer med landskod, till exempel +46 8 123 456 78.",
        "number": "Skriv ett tal med siffror, till exempel 12 eller 12,5.",
        "comma": "Skriv talet utan kommatecken: är det {thousands} eller {fraction}?",
        "least": "Ange {least} eller mer.",
        "most": "Ange {most} eller mindre.",
        "date": "Skriv ett datum som år-månad-dag, till exempel 2026-01-31.",
        "earliest": "Ange ett datum från och med {least}.",
        "latest": "Ange ett datum till och med {most}.",
        "boolean": "Svara ja eller nej.",
        "yes": "Ja",
        "no": "Nej",
    },
    "zh-Hans": {
        "answer": "请选择以下选项之一：{answers}。",
        "form": "请填写表单：{fields}。",
        "required": "请填写“{field}”。",
        "too_long": "请控制在 {most} 个字符以内。",
        "too_short": "请至少输入 {least} 个字符。",
        "email": "请输入电子邮箱地址，例如 ada@example.com。",
        "phone": "请输入带国家代码的电话号码，例如 +86 10 1234 5678。",
        "number": "请用数字填写，例如 12 或 12.5。",
        "comma": "请不要在数字中使用逗号：您是指 {thousands} 还是 {fraction}？",
        "least": "请输入不小于 {least} 的数字。",
        "most": "请输入不大于 {most} 的数字。",
        "date": "请按“年-月-日”填写日期，例如 2026-01-31。",
        "earliest": "请选择 {least} 或之后的日期。",
        "latest": "请选择 {most} 或之前的日期。",
        "boolean": "请回答“是”或“否”。",
        "yes": "是",
        "no": "否",
    },
    "nl": {
        "answer": "Kies een van deze antwoorden: {answers}.",
        "form": "Vul het formulier in: {fields}.",
        "required": "Vul ‘{field}’ in.",
        "too_long": "Gebruik hier hoogstens {most} tekens.",
        "too_short": "Schrijf minstens {least} tekens.",
        "email": "Vul een e-mailadres in, bijvoorbeeld ada@example.com.",
        "phone": "Vul een telefoonnummer met landnummer in, bijvoorbeeld +31 20 123 4567.",
        "number": "Vul een getal in cijfers in, bijvoorbeeld 12 of 12,5.",
        "comma": "Schrijf dit getal zonder komma: is het {thousands} of {fraction}?",
        "least": "Vul {least} of meer in.",
        "most": "Vul {most} of minder in.",
        "date": "Vul een datum in als jaar-maand-dag, bijvoorbeeld 2026-01-31.",
        "earliest": "Kies een datum vanaf {least}.",
        "latest": "Kies een datum tot en met {most}.",
        "boolean": "Antwoord met ja of nee.",
        "yes": "Ja",
        "no": "Nee",
    },
    "pt-BR": {
        "answer": "Escolha uma destas respostas: {answers}.",
        "form": "Preencha o formulário: {fields}.",
        "required": "Preencha “{field}”.",
        "too_long": "Use no máximo {most} caracteres aqui.",
        "too_short": "Escreva pelo menos {least} caracteres.",
        "email": "Informe um e-mail, como ada@example.com.",
        "phone": "Informe um telefone com o código do país, como +55 11 91234-5678.",
        "number": "Informe um número em algarismos, como 12 ou 12,5.",
        "comma": "Escreva este número sem vírgula: é {thousands} ou {fraction}?",
        "least": "Informe {least} ou mais.",
        "most": "Informe {most} ou menos.",
        "date": "Informe uma data como ano-mês-dia, por exemplo 2026-01-31.",
        "earliest": "Informe uma data a partir de {least}.",
        "latest": "Informe uma data até {most}.",
        "boolean": "Responda sim ou não.",
        "yes": "Sim",
        "no": "Não",
    },
}

_BY_NAME: dict[str, dict[str, str]] = {
    name: {language: sentences[name] for language, sentences in LANGUAGES.items()} for name in LANGUAGES["en"]
}

YES = frozenset({"true", "yes", "y", "1", *(words.casefold() for words in _BY_NAME["yes"].values())})
NO = frozenset({"false", "no", "n", "0", *(words.casefold() for words in _BY_NAME["no"].values())})

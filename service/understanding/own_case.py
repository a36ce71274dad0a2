"""A question -> whether it asks how the customer's own case stands: somebody has to look, no article knows."""

from __future__ import annotations

import re

from service.understanding.leaning import states_case
from service.understanding.topics import asks, proper

# Things of the customer that have a state with us. Data, files and settings have none: articles tell of those.
_RU = (
    r"(?:счет(?:\b|а\b|у\b|ом\b)|платеж|оплат|перевод|возврат|деньг|денег|заказ|посылк|доставк|заявк|обращени|заявлени|"
    r"запрос|тикет|бронь|брон[иь]|запись|подписк|доступ|аккаунт|договор|документ|письм|жалоб)\w*"
)
_EN = (
    r"(?:payments?|invoice|refund|money|order|parcel|package|delivery|shipment|request|ticket|application|claim|"
    r"transfer|return|booking|appointment|account|subscription|upgrade|access|letter|e-?mail|message|complaint)"
)
_OWN_RU = r"(?:мой|моя|мое|мои|моего|моей|моему|моим|моих|мою|наш|наша|наше|наши|нашего|нашей|нашему|нашим|наших|нашу)"
_NUMBER = r"(?:(?:№|#|номер|за|от)?\s?\S*\d\S*\s+)?"
_STATE_RU = (
    r"(?:оплачен|отправлен|получен|обработан|принят|одобрен|готов|зачислен|подтвержден|активирован|доставлен|рассмотрен|"
    r"закрыт|открыт|выставлен|оформлен|проверен|прошел|прошл|дошел|дошл|пришел|пришл|поступил|ушел|ушл|засчитан|заблокирован)[аои]?"
)
_STATE_EN = (
    r"(?:paid|sent|received|processed|approved|accepted|confirmed|activated|shipped|delivered|done|ready|lost|late|"
    r"cancelled|canceled|blocked|closed|open|opened|active|through|arrived|gone|reviewed|credited|refunded|on its way)"
)
_QUESTIONS = re.compile(
    rf"\b{_OWN_RU}\s+(?:[^\W\d_]+\s+)?{_RU}\s+{_NUMBER}(?:уже\s+|ли\s+)*{_STATE_RU}\b"
    rf"|\b{_STATE_RU}\s+(?:ли\s+|уже\s+)*(?:до\s+вас\s+|к\s+вам\s+|от\s+нас\s+)?{_OWN_RU}\s+[^\W\d_]{{3,}}"
    # «Проверили ли мою работу?»: what was done with it, whatever it is.
    rf"|\b(?!если\b)[^\W\d_]{{2,}}ли(?:сь)?\s+(?:уже\s+)?ли\s+(?:(?:уже|вы)\s+){{0,2}}{_OWN_RU}\s+[^\W\d_]{{3,}}"
    rf"|\b(?:дош|пришл|поступил|прош)\w*\s+ли\s+(?:к вам\s+|до вас\s+|от нас\s+)?(?:[^\W\d_]+\s+)?{_RU}"
    rf"|\b(?:вы\s+)?(?:получили|видите|увидели|приняли|зачислили|нашли)\s+(?:ли\s+)?(?:вы\s+)?{_OWN_RU}\s+"
    rf"(?:[^\W\d_]+\s+)?{_RU}"
    rf"|\b(?:где|что с|что там с|как там)\s+(?:же\s+)?{_OWN_RU}\s+(?:[^\W\d_]+\s+)?"
    r"(?:заказ|посылк|деньг|возврат|платеж|перевод|доставк|курьер|заявк|обращени|заявлени|ответ)\w*"
    rf"|\b(?:каков\w*|какой|в каком|на как\w+)\s+(?:сейчас\s+)?(?:статус|стади|этап)\w*\s+(?:находится\s+)?(?:у\s+)?"
    rf"{_OWN_RU}"
    r"|\bкогда\s+(?:же\s+)?(?:вы\s+)?(?:мне\s+|нам\s+|уже\s+)*(?:откроете|отправите|ответите|подключите|разблокируете|"
    r"пришлете|активируете|рассмотрите|почините|исправите|решите|доставите|перезвоните|зачислите)\b"
    rf"|\b(?:is|are|was|were|has|have)\s+(?:my|our)\s+(?:\w+\s+)?{_EN}\s+(?:\S*\d\S*\s+)?(?:been\s+|already\s+|yet\s+)*"
    rf"{_STATE_EN}\b"
    rf"|\b(?:did|have)\s+you\s+(?:already\s+)?(?:get|got|gotten|receive|received|see|seen|process|processed|ship|shipped|"
    rf"send|sent|approve|approved|credit|credited)\s+(?:my|our)\s+(?:\w+\s+)?{_EN}\b"
    rf"|\bhave\s+you\s+(?:already\s+|yet\s+)?\w{{2,}}(?:ed|en|nt|ut|ught)\s+(?:my|our)\s+\w{{3,}}"
    rf"|\b(?:did|has)\s+(?:my|our)\s+(?:\w+\s+)?{_EN}\s+(?:go|gone|come|arrive|arrived|get|got|reach|reached)\b"
    r"|\bwhere(?:'s|\s+is|\s+are)\s+(?:my|our)\s+(?:\w+\s+)?"
    r"(?:parcel|package|order|refund|money|payment|delivery|courier|shipment|reply|answer)\b"
    rf"|\b(?:status of|happening with|going on with|up with)\s+(?:my|our)\s+(?:\w+\s+)?{_EN}\b"
    r"|\bwhen\s+(?:will|are)\s+you\s+(?:going\s+to\s+|finally\s+)?(?:open|unlock|unblock|send|sending|ship|shipping|fix|"
    r"fixing|reply|answer|activate|restore|deliver|process|call)\b",
    re.IGNORECASE,
)
# «Оплатили счёт №77, доступа нет», "We paid on Friday and still have no access": what was done had no effect.
_REPORTS = re.compile(
    r"\b(?:оплатил|заплатил|проплатил|перевел|перечислил|внес|отправил|подал)\w{0,2}\b[^.!?\n]{1,60}"
    r"(?:\b(?:доступ\w*|подписк\w*|тариф\w*|деньг\w*|денег|ответ\w*|оплат\w*|счет\w*|статус\w*)\b[^.!?\n]{0,25}"
    r"\b(?:нет|не\s+(?:откр|появ|измен|приш|продл|включ|актив|обнов|прош|поступ|зачисл|отобраз|видн|видит)\w*)"
    r"|\b(?:нет|не\s+(?:открыл\w*|появил\w*|дали))\s+(?:доступ|ответ|подписк)\w*)"
    r"|\b(?:paid|sent|transferred|submitted|wired)\b[^.!?\n]{0,60}\b(?:still|no|not|hasn't|haven't|isn't|nothing)\b"
    r"[^.!?\n]{0,30}\b(?:access|active|activated|credited|arrived|there|open|opened|changed|reply|answer|visible|"
    r"received|money)\b",
    re.IGNORECASE,
)
# «Где мой перевод, заявку подал неделю назад»: what was begun some days ago has not come yet.
_BEGUN = re.compile(
    rf"\bгде\s+(?:же\s+)?{_OWN_RU}\b.*\b(?:подал|подавал|отправил|оформил|заказал|оплатил|сдал|заполнил)\w{{0,2}}\b"
    r"[^.!?\n]{0,40}\b(?:назад|вчера|позавчера|в\s+(?:понедельник|вторник|среду|четверг|пятницу|субботу|воскресенье))"
    r"|\bwhere(?:'s|\s+is|\s+are)\s+(?:my|our)\b.*\b(?:ordered|applied|submitted|paid|sent|started|requested)\b"
    r"[^.!?\n]{0,40}\b(?:ago|yesterday|last\s+\w+|on\s+\w+day)\b",
    re.IGNORECASE | re.DOTALL,
)
# "How do I see whether my invoice is paid?" asks for the way, and an article tells it.
_WAY = re.compile(
    r"\b(?:как|где)\s+(?:[^\W\d_]+\s+){0,2}(?:узна|посмотр|провер|увид|поня|отслед|найти|скача)\w*"
    r"|\b(?:что|как) (?:мне |нам |теперь )?(?:делать|быть|исправить)\b|\bпочему\b|\bwhy\b|"
    r"\bwhat (?:do|should|can)\b|\bhow\b|\bwhere\s+(?:can|do|could|should)\b|\bcan i (?:see|check|track|find)\b",
    re.IGNORECASE,
)


def asks_own_case(entry: str) -> bool:
    """Whether an entry of ``split_questions`` is a question for a person who can look into the case."""
    text = " ".join(entry.replace("ё", "е").replace("Ё", "Е").replace("’", "'").split())
    question = proper(text)[1]
    if _WAY.search(question) or states_case(question):
        return False
    return bool((asks(question) and _QUESTIONS.search(question)) or _REPORTS.search(text) or _BEGUN.search(text))

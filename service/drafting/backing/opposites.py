"""Words and their opposites, Russian and English: what turns a sentence round without a denial."""

from __future__ import annotations

# `word:opposite,opposite`, each as it stands in a dictionary; «ся» is left out where they are compared.
OPPOSITES = """
можно:нельзя возможно:невозможно доступный:недоступный включить:выключить,отключить включать:выключать,отключать
включить:исключить входить:исключить добавить:удалить,убрать добавлять:удалять,убирать разрешить:запретить
разрешать:запрещать открыть:закрыть открытый:закрытый открывать:закрывать бесплатный:платный бесплатно:платно,платный
увеличить:уменьшить,снизить увеличивать:уменьшать,снижать увеличиться:уменьшиться,снизиться
увеличиваться:уменьшаться,снижаться начать:завершить,закончить начало:конец,окончание до:после перед:после
отправитель:получатель покупатель:продавец сохраняться:удаляться,теряться сохранить:удалить,потерять
сохраниться:удалиться,потеряться публичный:закрытый,приватный внешний:внутренний входящий:исходящий
предыдущий:следующий первый:последний обязательный:необязательный обязательно:необязательно,необязательный
автоматически:вручную подключить:отключить подключать:отключать включён:отключён вверх:вниз левый:правый слева:справа
верхний:нижний полный:частичный полностью:частично рабочий:выходной,нерабочий активный:неактивный видимый:скрытый
показать:скрыть показывать:скрывать принять:отклонить принимать:отклонять одобрить:отклонить поднять:опустить
загрузить:скачать,выгрузить загружать:скачивать,выгружать импорт:экспорт импортировать:экспортировать списать:вернуть
списываться:возвращаться купить:продать быстрый:медленный больше:меньше более:менее максимум:минимум
максимальный:минимальный месячный:годовой ежемесячно:ежегодно ежемесячный:ежегодный всегда:никогда горячий:холодный
тёплый:холодный раньше:позже раньше:позднее дешёвый:дорогой большой:маленький длинный:короткий сухой:мокрый,влажный
утро:вечер утром:вечером выше:ниже дороже:дешевле быстрее:медленнее над:под внутри:снаружи мягкий:жёсткий,твёрдый
светлый:тёмный тонкий:толстый рано:поздно высокий:низкий старше:младше сильный:слабый далеко:близко дальше:ближе
перестать:продолжать переставать:продолжать,начинать перестать:продолжить,начать будни:выходные лето:зима
can:cannot,can't possible:impossible available:unavailable enable:disable enabled:disabled turnedon:turnedoff
allow:forbid,prohibit allowed:forbidden,prohibited include:exclude included:excluded add:remove,delete open:close
free:paid increase:decrease,reduce start:stop,end,finish before:after sender:recipient buyer:seller keep:delete,lose
kept:deleted,lost save:delete,lose public:private external:internal incoming:outgoing previous:next first:last
required:optional mandatory:optional automatically:manually connect:disconnect up:down left:right top:bottom
upper:lower full:partial fully:partially active:inactive visible:hidden show:hide accept:reject approve:reject,decline
upload:download import:export buy:sell fast:slow more:less,fewer maximum:minimum most:least
monthly:yearly,annual,annually hot:cold warm:cold earlier:later cheap:expensive large:small big:small long:short
dry:wet morning:evening weekday:weekend summer:winter above:below over:under easy:hard early:late high:low
higher:lower older:younger strong:weak positive:negative far:near,close farther:nearer further:closer heavy:light
heavier:lighter once:twice old:new старый:новый stop:continue,keep always:never success:failure inside:outside
with:without valid:invalid supported:unsupported lock:unlock encrypt:decrypt attach:detach install:uninstall
subscribe:unsubscribe raise:lower
"""

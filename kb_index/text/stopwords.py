"""Function words of Russian and English, as token norms (lower case, ё folded): they carry no topic."""

from __future__ import annotations

_RUSSIAN = """
а без более бы был была были было быть в вам вами вас ваш ваша ваше вашего вашей вашем вашему ваши вашим ваших вашу
весь во вот все всего всей всем всех всю вы где да даже для до его ее ей ему если есть еще ж же за и из или им ими их
к как какая какие каким каких какого какое какой какую ко когда который которая которое которые кто ли лишь между меня
мне мной мог может можно мои моего моей моем мой моя мое мою мы на над нам нами нас наш наша наше не него нее ней нему
нет ни них но ну о об однако он она они оно от перед по под подскажите пожалуйста после потому почему при про с сам
сама сами само свои своего своей своем свой своя свое свою себе себя со так также такая такие такого такое такой там
тебя тем теми то того тоже той только том тому ту тут ты у уже хотя чего чей чем что чтобы чье чья эта эти этим этих
это этого этой этом этому этот эту я здравствуйте добрый спасибо
"""
_ENGLISH = """
a about after all also am an and any are aren't as at be because been before being between both but by can can't could
couldn't did didn't do does doesn't doing don't down during each else for from had has hasn't have haven't having he
hello hi her here hers him his how i i'd i'll i'm i've if in into is isn't it it's its just let's like may me might
more most much must my no nor not of off on once only or other our ours out over own please same shall she should
shouldn't so some such than thank thanks that that's the their theirs them then there these they they're this those
through to too under until up us very was wasn't we we'll we're we've were what what's when where which while who whom
whose why will with won't would wouldn't yes you you'd you'll you're you've your yours
"""
RUSSIAN = frozenset(_RUSSIAN.split())
ENGLISH = frozenset(_ENGLISH.split())
STOP_WORDS = RUSSIAN | ENGLISH

"""First names of Europe and beyond that English letters are seldom signed with, in English letters."""

from __future__ import annotations

_NAMES = """
abdullah adalberto adela adelina adnan adrien agata agnes agneta agnieszka ahmet aino aitor ajda alain alba alberto
aldona alejandra aleksandar aleksandra alessandra alessandro alessia alexandre alexandru alfonso alicja alina alojz
alonso altan alvaro amadeus ambroise amelie anais anastasio anca andras andre andreea andreia andrej andrzej aneta
angelika angelique angelo aniko anja anke annalena annelise annika anouk anselm ante antoine anton antoni antonia
antonin antonina antonio arantxa arkadiusz armando arnaud arne arpad artur arturo arvid asa asbjorn ashild asli asta
astrid ata atilla attila aurelie aurelien aurora axel aylin ayse aysegul aytac azra balazs balint barbora barbro
bartosz basak bastien beata beatriz bela benedetta benedikt benoit berit berk bernadette bernd berta bertrand betul
birgit birgitta birgitte birte bjarne bjorg bjorn blanka bogdan boguslaw bohdan bohumil boleslaw borbala borivoj borut
bozena branislav branka branko brigitta brigitte bronislaw brynhildur bulent burak busra caetano cagla cagri camille
can cansu carina carlotta carmela carmelo carsten cecile cedric celal celia celine cem cengiz ceren cesar charlotta
chiara ciaran claes clarisse claude claudine claudio clemence clement clementine colette concepcion conchita consuelo
corinne cornelia cosima cristian cristiana cristina csaba csilla cveta cynthia dagmar dagny dalibor damien damir
danica danijel danijela danuta darius dariusz darja davide davor debora dejan delphine denisa deniz derya didem didier
diego dieter dietmar dietrich dilek dimitris dirk djordje domen domingo dominik dominika dominique dorota dorothea
dorothee dragan dragana drago dubravka duda dursun dusan ebru ece eduardo eeva efe eirik eivind elif elisabet
elisabetta elise elke elodie eloise elsa elzbieta emanuel emanuele emil emile emilia emilie emin emine emre endre
eniko enric enrico enrique ercan erdem erdogan eren erik erika erkan ernesto erzsebet esra esteban estela estelle
esther estrella eszter etienne eugenia eugenio eulalia eva evangelos evelyne ewa fabian fabiana fabien fabienne fabio
fabrice fabrizio faruk fatih fatima fatma federica federico felicia felipe felix ferenc fernanda fernando ferran
fikret filip filipa filippo fiona flavia florence florent florentina florian florin franca francesca francesco
francine francisca francisco franck francois francoise franjo frantisek franz franziska frederic frederik frederika
fredrik frida friedrich fritz fumiko gabor gabriela gabriele gabriella gael gaelle gaetan gaetano galina gerard
gerardo gerd gerda gergely gerhard geronimo ghislaine giacomo gianluca gianni gilberto gilles giorgia giorgio giovanna
giovanni gisela gisele giulia giuliana giuliano giuseppe gizem gokhan goncalo gonzalo goran gorazd gosia gottfried
grazyna gregoire gregor gregorio grzegorz guadalupe gudrun guido guilherme guillaume guillermo gulay gulsen gunnar
gunter gunther gustav gustavo gyorgy gyula haakon hakan hakon haldor halina halldor halvor hana hanna hannah hanne
hannes hannu hans harald harri hasan hatice havva hedda hedwig heidi heike heikki heiko heinrich heinz helene helga
helge helle hellen henri henrietta henriette henrique henryk herbert hermann hernan hilda hilde hildegard horst hrvoje
hugo hulya huseyin ibrahim ieva iga ignacio igor ikram ildiko ilhan ilka ilona ilse imre inaki ines inga inge ingeborg
ingemar ingmar ingo ingolf ingrid ingvild inigo ioana ion ionut irena irene irina irmgard isabel isabelle ishak isidro
ismael ismail istvan itziar iva ivan ivana ivanka iveta ivica ivo iwona jaakko jaap jacek jacinta jacqueline jacques
jadranka jadwiga jaime jakob jan janez janina janis janne janos janusz jarek jarmila jaromir jaroslav jaroslaw jasmin
jasna javier jean jeanne jelena jelka jerome jerzy jesper jesus jimena jindrich jiri jitka joachim joana joanna joao
joaquin jochen joel joelle joergen johan johanna johannes jolanta jonas jordi jorg jorge jorgen jose joseba josef
josefa josefina josefine josephine josip joszef jovan jovana jozef jozsef juan juana jukka jules julie julien julienne
juliette julio juraj jure jurgen justyna jutta kaarina kacper kadir kai kaisa kajsa kalle kamil kamila kare karel
karen karin karina karl karla karlheinz karolina karoline karsten kaspar kasper kata katalin katarina katerina
katharina kathe katja katka katrin kazimierz kemal kenan kerem kerstin kim kinga kirsten kirsti kjell kjersti klara
klaudia klaus knut konrad konstantinos kornelia kostas krista kristen kristian kristiina kristin kristine kristjan
kristof kristyna krystian krystyna krzysztof kurt kveta kyriakos ladislav lajos larissa lasse laszlo laurence laurent
lea leandro leif leila leire lene leni lennart leonor leonora leopold leszek leticia levent levente libor lidia lidija
liesbeth lieselotte linnea linus lionel lisbeth liselotte livia ljiljana ljubica ljubomir lluis loic lorena lorenzo
lotta lotte louis louise lourdes lubomir lubos luc lucas lucia luciana luciano lucie lucien lucija lucio lucyna ludek
ludivine ludmila ludovic ludwig luis luisa luiz luka lukas lukasz lutz luz lydie maarten maciej maddalena maddi
madeleine magali magda magdalena magdolna magnhild magnus maja maks malene malgorzata malin malte mara marcel marcela
marcelina marcello marcelo marcin marcio marco marcos marek maren margareta margarete margarida margarita margaux
margherita margit margot margrethe maria mariana marianne maribel marie marieke marija marijana marijke mariola marion
marius mariusz marjan marketa marko markus marlene marta marte martin martina martine marton marzena mascha massimo
matej mateja mateus mateusz mathias mathieu mathilde matias matija matilda matilde matjaz mats matthias matthieu
matyas maud maurice mauricio maurizio maxime mehmet meike melek melike melisa mercedes merete merike merve mesut mette
michaela michal michalis michel michele micheline michelle mieczyslaw miguel mihaela mihai mihail mihaly miika mika
mikael mikkel mikko miklos miks mila milada milan milena milica miljenko milos miloslav milutin mira mircea mireille
mirela miriam mirjam mirjana mirka mirko miro miroslav miroslava miroslaw mladen moises moncef monica monika monique
montserrat morten muge muhammed muhammet murat murielle mustafa nadege nadia nadine nadja nagehan nagore natacha
natalia natalie natasa nathalie nazli nebojsa necla nejc nela nemanja nera nerea nesrin neven niall nicola nicolae
nicolas nicole nicoleta niels nihal nikola nikolaj nikolaos nikolaus nikos nils nilufer nina noemi noemie norbert
norberto nuno nuray nuria nurten odd oddbjorn odile odysseas oguz ola olaf olafur olav ole olena olga olivera olivia
olivier omer ondrej onur orhan orjan orsolya oskar osman osten oswald otakar otmar ottavia otto ove oyvind ozan ozge
ozgur ozlem pablo paco palle panagiotis panayiota paola paolo pascal pascale pasquale patrice patricio patrick patrik
patrizia patrycja paulina pauline paulo pavel pavla pavlina pawel pedro peer peggy pekka pelin per perrine petar peter
petr petra petros phila philipp philippe piedad pierre pierrick pieter pietro pilar pinar piotr pirkko preben predrag
primoz przemyslaw radek radka radmila radomir radoslav radoslaw radovan rafael rafal raffaele raffaella ragnar
ragnheidur ragnhild raimund rainer raisa ramazan ramiro raphael raquel rasmus ratko raul recep regina regine reidar
reiner reinhard reinhold remi remo renata renate renato rene renee reyhan riccardo rikke risto ritva roar roberta
roberto robin rocio rodolfo rodrigo rogerio roland rolf romain roman romana romuald ronan rosalia rosario rosella
roser rosita rosmarie rossella roxana rozalia ruben rudi rudolf rui runa rune ruslana ryszard sabine sabri sacha salih
salome salvador salvatore samet samuli sandor sandra sandro sanna santiago sara sarka sasa saskia saso saverio sean
sebastian sebastien sebnem seda sedat selcuk selim selin selma semra senem serap serdar serge sergio severin sevgi
sevinc sezen siegfried sigbjorn sigrid sigrun sigurd sigurdur silke silvia silvie silvija silvio simona simone sinan
sinem siobhan siri sirpa slavica slavko slawomir snezana snjezana sofie sofija solange soledad solene solveig sonay
sonja soren srdjan stanislav stanislaw stefan stefania stefanie stefano stefanos steffen stein steinar stela stephane
stephanie stig stina stine stipe styrbjorn suat sule suleyman svein svend svenja sverre svetlana sylvain sylvia sylvie
sylwia szabolcs szilvia szymon tadej tadeusz tamas tamer tanja tarik tarja tatjana tayfun teemu teodor teodora teresa
tereza terezia terje tero theodoros therese theresia thibault thierry thilo thomas thora thorbjorn thorsten thorvald
tiago tihana tihomir tiina tillmann timea timo timur tina tobias tolga tom tomas tomasz tomaz tomislav toni tonje
tonnes tor torbjorn tord tore torstein torsten torunn tove trine trond trygve tuba tugba tugce tuija tulay tuncay
tunde turgut ufuk ugo ugur ula ulf ulla ulrich ulrika ulrike umit umut unni urban ursa urska urszula urte ute uwe
vaclav valentin valentina valeria valerie valerio valter vanja vasco vasil vasile vasilios vedran veit veli vera
verena veronika veronique vesna vibeke vidar viggo viktor viktoria vilem vilhelm vilma vincent vincenzo violeta
violetta virginie viriato vit vitor viviane vladan vladislav vlasta vlastimil vojtech volkan volker walburga waldemar
waltraud wanda wieslaw wieslawa wilhelm wilhelmina willem witold wladyslaw wlodzimierz wojciech wolfgang xavi xavier
ximena yael yannick yannis yasemin yasin yasmin yavuz yesim yigit yildiz yilmaz yngve yolanda yorgos ysabel yusuf yves
yvette yvonne zafer zanda zbigniew zbynek zdenek zdenka zdislav zdravko zehra zeki zeljka zeljko zeno zeynep ziya
zlata zlatan zlatko zoe zofia zoltan zoran zorica zorka zsofia zsolt zsuzsa zsuzsanna zuzana zvonimir
"""
_FOREIGN = frozenset(_NAMES.split())
# Of them those that are English words as well, or names of things: only with their own marks, or beside a name.
_ALSO_WORDS = (
    "can ion luz per tore tuba dirk hugo kai kim mesut moises stig tor vit barbora ata asa maud mira nova tom odd duda"
    " ola runa rune sara siri tina ute sacha pinar mila asta java stein linus unni urban violetta sedat regina malin"
    " aurora alba basak deniz mercedes mika nina nera florence roman claude"
    " montserrat santiago salvador lourdes celine mats jan tamer lotte selma clement franca"
)
_ENGLISH_WORDS = frozenset(_ALSO_WORDS.split())


def is_foreign_first_name(low: str, *, marked: bool) -> bool:
    """``low``: in small English letters (`service.masking.latin.plain`). ``marked``: its own letters are not all so."""
    return low in _FOREIGN and (marked or low not in _ENGLISH_WORDS)

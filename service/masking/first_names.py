"""First names that English letters are signed with, and the sounds of Russian ones written in Latin letters."""

from __future__ import annotations

from functools import cache

from service.masking.nicknames import called
from service.masking.spelling import russian_keys

_ENGLISH_NAMES = """
aaron abigail adam adrian agnes ahmed aidan alan albert alejandro alexander alexandra alexis alfred alice alicia
alison allison amanda amelia amir amy ana andrea andreas andrew andy angela angelina anita ann anna anne annie anthony
antonio archie ariana arjun arnold arthur asha ashley audrey barbara barry beatrice becky benjamin bernard beth
bethany betty beverly bianca bob bobby brad bradley brandon brenda brendan brett brian bridget bruce bruno bryan
caitlin callum calvin cameron camila carl carla carlos carmen carol caroline carolyn carrie catherine cathy cecilia
charles charlie charlotte chelsea cheryl chloe chris christian christina christine christopher claire clara claudia
colin connor conor courtney craig curtis cynthia daisy damian dana daniel daniela danielle danny darren dave david
deborah debra declan deepak denise dennis derek diana diane diego dimitri dominic donald donna dorothy douglas duncan
dylan eddie edgar edith eduardo edward edwin eileen elaine eleanor elena elias elijah elizabeth ella ellen emil emily
emma eric erica erik erin ernest esther ethan eugene eva evan evelyn fatima felix fernando fiona florence frances
francesca francis francisco fred freddie frederick gabriel gabriela gareth gary gavin geoffrey george georgia gerald
giovanni gloria gordon graham greg gregory guillermo hannah harold harriet harry harvey hassan heather hector heidi
helen helena henry herbert howard hugh hugo ian ibrahim imogen ines ingrid irene isaac isabel isabella isla ivan ivy
jackie jackson jacob jacqueline jake james jamie jan jane janet janice jared jasmine jason javier jean jeff jeffrey
jenna jennifer jenny jeremy jerome jerry jesse jessica jessie jill jim jimmy joan joanna joanne joe joel john johnny
jonathan jordan jorge jose joseph josephine joshua joyce juan juanita judith judy julia julian juliana julie justin
kaitlyn karen karl kate katherine kathleen kathryn kathy katie katrina kayla keith kelly kelsey kenneth kevin kieran
kimberly kirsten klaus kristen kristin kyle lara larry laura lauren laurence lawrence leah leila leo leonard leslie
lewis liam lillian linda lindsay lisa logan lorenzo lorraine louis louisa louise lucas lucia lucy luis luke lydia lynn
mackenzie madeleine madison maggie malcolm marc marcel marco marcus margaret maria marian marie marilyn mario marion
marisa marjorie marlene martha martin martina marvin mary mateo matt matthew maureen maurice maxine megan mehmet
melanie melissa mia michael michelle miguel mike mildred miranda miriam mohamed mohammed molly monica morgan muhammad
muriel nadia nancy naomi natalie natasha nathan nathaniel neil nicholas nicola nicole nigel nina noah noel nora norman
oliver olivia omar oscar owen pablo pamela patricia patrick paul paula pauline pedro peggy penelope peter philip
phillip phoebe phyllis pierre priya rachel rafael raj rajesh ralph ramon randy raymond rebecca reginald renee ricardo
richard rick rita robert roberta robin rodney roger roland ronald rosa rosemary rosie ross roxanne russell ruth ryan
sabrina sally samantha samuel sandra sanjay sara sarah sasha sebastian serena sharon sheila shelley sherry shirley
sidney silvia simon simone sofia sonia sophia sophie spencer stacey stanley stefan stella stephanie stephen steve
steven stuart susan susanna suzanne sylvia tamara tanya tara tatiana teresa terry theodore theresa thomas tiffany
timothy tina todd tom tommy tony tracey tracy trevor tristan tyler umar ursula valerie vanessa vera vernon veronica
vicky victoria vincent viola virginia vivian walter wanda warren wayne wendy wesley wilfred william wilson winston
xavier yolanda yusuf yvonne zachary zoe laila mei ravi anil sunita kenji hiroshi yuki chen wei mehdi samir karim leila
aisha noor olga priyanka vikram siobhan niamh aoife sinead ciara bjorn sven lars astrid freya jens anders henrik
matteo giulia chiara luca marta agnieszka piotr tomasz malgorzata krzysztof zofia katarzyna jakub pavel petra jana
zuzana ondrej jack sam ben dan max grace rose ruby lily dean ray nick frank victor drew rob pat
"""
_ENGLISH = frozenset(_ENGLISH_NAMES.split())


def is_english_first_name(low: str) -> bool:
    return low in _ENGLISH


@cache
def russian_sounds() -> frozenset[str]:
    """Keys of `service.masking.spelling.latin_key`."""
    names = (name for name in called() if "а" <= name[0] <= "я")
    return frozenset(sound for name in names if len(name) > 3 for sound in russian_keys(name))

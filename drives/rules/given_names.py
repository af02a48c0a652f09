"""Given names that are common here, in English and Spanish, and are no word, brand, place or thing.

Only to notice that a text may be about a person (``person_words.py``): nothing is known of anybody by them.
Names such as Rose, May, Dawn or Victoria are left out, since goods and places are called so too.
"""

_NAMES = """
aaliyah aaron abby abdul abdullah abigail abraham adam adan adrian adriana agnes agustin ahmad ahmed aidan
aiden aisha aiyana alan alana alba albert alberto alec alejandra alejandro alex alexander alexandra alexis
alfonso alfredo ali alice alicia alina alison aliyah allison alonso alvaro alyssa amanda amara amelia amina
amir amy ana andre andrea andreas andres andrew andy angela angelica angelina anita anna annie anthony
antonia antonio ariana arjun armando arturo asha ashley ashton aubrey ava avery ayden aylin barbara beatriz
becky belen benito benjamin bernardo beth bethany bianca billy bobby brandon brayden breanna brenda brendan
brian brianna brittany bruno bryan bryce caleb camila camilo carla carlos carmen caroline catalina catherine
cecilia celia cesar chantal chloe chris christina christine christopher cindy claire clara claudia colin
connor corey courtney cristian cristina cynthia damian damien dana daniel daniela danielle danny darius
darnell darren dave david dayana deandre deborah debra deja demetrius denise derek deshawn desmond devin
devon diana diego dominic dominique donald donna dorothy douglas duane dustin dylan eddie edgar eduardo
edward edwin efrain eileen elena eli elias elijah elisa elizabeth ella ellen ellie emilia emiliano emilio
emily emma emmanuel enrique eric erica erick erik erika erin ernesto esmeralda esteban esther ethan eugene
eva evan evelyn fabian fatima federico felicia felipe felix fernanda fernando fiona francesca francis
francisco gabriel gabriela gabriella gabrielle gary genesis george gerald gerardo giovanni gisela gloria
gonzalo greg gregorio gregory guillermo gustavo hailey hannah hassan hector heidi helen henry hernan hugo
humberto hussein ian ibrahim ignacio imani irene isaac isabel isabella isabelle isaiah ismael ivan ivana
jacob jacqueline jaden jaime jake jamal james jamie jane janelle janet jared jasmin jason javier jayden
jaylen jeffrey jenna jennifer jenny jeremiah jeremy jerome jesse jessica jessie jill jim jimena joan joanna
joaquin joel john johnny jonah jonas jonathan jorge jose joseph josephine joshua josue juan juana juanita
judith julia julian juliana julie julieta julio justin kaitlyn kamal karen karim karina karla kate katelyn
katherine kathleen kathryn kathy katie kayden kayla keisha keith kelly kelsey kendra kenneth kevin khadija
khalid kiara kimberly kristen kristin kristina kyle lamar lara larry latasha latoya laura lauren leah leila
leon leonardo leonel leslie leticia liam lidia liliana lina linda lindsay lisa lola lorena lorenzo louis
louisa lucas lucia luciana lucy luis luisa luka luke lydia lynn mackenzie madeline magdalena mahmoud makayla
malia malik manuel marcela marco marcos marcus margaret margarita maria mariah mariam mariana maribel marie
mariela marilyn mario marisol marjorie marlon marta martha martin mary maryam mateo matias matthew maurice
mauricio megan melanie melissa mia miah michael michaela michelle miguel mikayla mike miriam mohamed
mohammad mohammed moises molly monica monique morgan muhammad musa mya nadia nancy naomi natalia natalie
natasha nathan nathaniel nicholas nicolas nicole nina noah noelia noemi nora norma octavio oliver olivia
omar oscar osman pablo paige paloma pamela paola patricia patrick paul paula paulina pedro peggy penelope
philip priscilla quinn rachel rafael ramiro ramon raquel raul raymond rebecca regina renata renee ricardo
richard rita robert roberta roberto rochelle rocio rodney rodrigo rogelio roger roland ronald rosalia
rosario rosita roxana ruben rudy russell ruth ryan sabrina salma samantha samir samuel sandra sara sarah
sasha scarlett sean sebastian selena serena sergio shakira shanice shannon shaquille sharon shaun shawn
sheila shelby sherry shirley silvia simon simone sofia soledad sonia sophia sophie stacy stella stephanie
stephen steve steven susan susana sylvia tamara tamika tania tanisha tanya tara tariq tasha tatiana teresa
terrance terrell theresa thomas tiana tiffany timothy tina todd tomas tommy tonya tracy travis trevon trevor
tyler tyrone tyson valentina valeria vanessa veronica vicente vincent vivian walter wanda wendy wesley
whitney william willie xavier ximena yahir yasmin yesenia yolanda yusuf yvette yvonne zachary zahra zainab
zoe zoey
"""

GIVEN_NAMES = frozenset(_NAMES.split())

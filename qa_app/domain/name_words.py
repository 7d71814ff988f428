"""Which names are ordinary words too, which words are no names, and what are children often called?

All words are folded as ``person_names`` folds them: small letters, no accents, no apostrophes.
"""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


COMMON = _words("""
    abbey able ace admiral afar afghan african al albanian ally almond alpha also amber amen angel annex
    anthem ap apple april arbour arch archer arm armour ash asian atlas auburn august author autumn baker ball
    bangladeshi banks banner bar barber bark barley barn battle bay beach beacon bean bear beard beaver bee
    beer bell belle bench bend bender berry best bin binder bird bishop bitter black blade blaze bliss block
    bloom blossom blue blunt bond bone bones book booker booth bore boss bottom bough bound bow bowls box boy
    bradford brain brand brass breeze brick bride bridge bridges brief bright brightly bristol britain britton
    broad brook broom brown buckle bud budge bull bunk burden burn burns bush butcher butler butt butter
    button cable cage camp candy cane canon cap caper captain card care caribbean carpenter carrier carry cart
    case cash castle catholic caution cave chain chamber chambers champion chance change chapel chaplain
    charge charity charm chase cheer cherish cherry chester chestnut child children china chinese chip
    christian church churches claw clay clean clear clerk clever cliff close cloud coast coat cobbler cock
    coffee coffin cohort coin cold cole collar comb comfort common constable cook coral cork corn corner
    cotton council count counter country court cousins cove cover coward crane crisp crook crop cross crow
    crowd crown cruise crust crystal cup curry curtain cutter da daily dairy daisy dance dare dark dart date
    dawn day days de dean dear deer del delta den der derby destiny devine devon dial diamond diver divine doe
    don dos dot dove down downs drew drifter driver drum drury dry duck duke dust dusty dutch duty eager eagle
    early earth east easter echo edge edges el elder elders elm else embers emerald england english eritrean
    european ever expert fair fairer fairweather faith fall fallow false farmer fate father fear feather fell
    ferry field fields finder fine finish fire fish flag flash fleet float flock flood flower flowers flute
    fog foil folly foot fore forest forge fort fortune forward foster found fox france frank free freedom
    freely french fresh friday friend frost fry gamble game garden gardener garter gate gates gay gaze gem
    gene general genesis gentle gentry german ghanaian gift gifts ginger glad glade glass glory goal gold
    golden good grace grain grand grange grant grape grass grave graves gray great greece greek green greens
    grey grim grove guard guest guide gum gun guy gypsy hail hale hall ham hand hands handy happy harbour hard
    harder hare hark harm harmony harp harrow harvest hatch haven hay hazel head heal heard heart heather
    heaven hedge hedges held help herald herb herd high hill hills hind hinds hindu hinge hold holder holding
    hole holiday holland hollow holly home honey hood hook hop hope hopes horse host house hull humble hunt
    hunter hurry hurt hush ice idle india indian innocent iranian iraqi ireland irish iron italian ivory ivy
    jasmine jersey jewel jewish jolly journey joy judge july june junior jury just justice keen keep keeper
    kelp kent kettle key keys kid kidney kind king kite knight knot kurdish la lace lad lady lake lamb lamp
    lancaster land lander lane lash lavender law lawn laws lawyer lay le lead leader leaf lean leather left
    legal lemon lent less lesson letter level liberty light lights like lily limb lime lincoln line link links
    lion list little liver lives load lock lodge london lone long longer loo look loom lord lot lots love
    lovely lover low lower loyal lucky lunch lung luxury mac made main maine major maker male mall man manager
    manly manners manor marble march margin mark marker marks marry mask mass masters mat match mate math may
    mc mean measures melody mentor mercy merit merry messenger miles mill miller mills mind mint miracle miss
    mist misty mite modest mole monday money moon more morning morrow moss moth mould mound mount mountain
    mouse muslim must mustard myrtle nail nan nation neat neck needle needs nest never new newcomer nice
    nigerian nine noble noon norfolk norm normal north november novice nun nurse nut oak oaks oats ocean offer
    office ofsted only orange orchard order orient owl page pages pain paine painter pair pakistani palace
    pale palm paradise parish park parks parrot parson part pass past patch paten patience pay peace peach
    peak pear pearl peel penny pepper person petal petty pick pin pine pink pit place plain plane plant
    plaster plate player plum plumber poet polish poll pond pool poppy port porter portuguese post pot pound
    pounds powder power praise precious press preston price pride priest prim prime prince princess prior
    prize promise proud punt purple purse quaint quality quant queen quick quiet quince race rack rail rain
    rainbow rake ram rank rap rash raven ray read reader reason reasons record red regal remedy rest reward
    rhyme rice rich rider ridge ring risk river rivers road roads robin rock roll rolls roma roman romanian
    rome rook room rose round rover row royal ruby rude rule rumble rush russian rust rusty rye safe saint
    salmon salt same sand sander sandy saturday savage save saw say scotland scottish sea seal search season
    seed sell senior serene serenity sergeant shade shaft share sharp sheen shell shepherd shield shields
    shine shoe shore short shorter shot show showers sick side sides sikh silk silver sincere singer singh
    single sister skip sky slack slate sleep sleet sly small smart snape snow solace sole somali somerset song
    sorrow south spain spanish spark sparkle sparks speak speed spell spice spring st stable stack stage stain
    stamp standard star start state stead steady steed steel steele steep sterling stern steward stile still
    stock stocks stone stones storey storm story stout strand strange street stride strike string strong stump
    sturdy style styles sudanese sue suffolk sum summer summers sun sunday sunny sunshine surrey swallow swan
    sweet sweets swift swim sword symbol syrian table tack tailor tall tar tea tear tell temp temple ten tend
    tender terrace test thin thread thursday tide tiger till timber time tin tiny toll tooth top topping torn
    touch tower town towns trace trade train trainer traveller treasure tree trees trend trickle trinity trip
    true trust truth tuesday tulip tune tunnel turkish twin twist ukrainian under unity upright usher
    valentine valiant valley van vanity velvet vicar vice victory vietnamese vine vines violet virtue vision
    vista vivid von wager wait waite wake waken wale wales walk walker wall waller walls ward wards ware warm
    washer watch water waters wave way wedge wednesday week weeks weigh well wells welsh west western westward
    wheat wheel whisper white whiting whole wick wide widow wild will willing willow win wind window wine wing
    wings winner winter winters wisdom wise wish wit wood woodland woods wool word words work worker works
    world worth worthy wrong yard year yes yield york young
""")  # fmt: skip
"""English words, and names of places and days, that people are called too: alone they say nothing about anybody."""

NO_NAMES = _words("""
    agency agencies allocated allocation asw aysw bank cover covering dr duty interim locum manager miss mr mrs ms mx nqsw
    officer panel permanent practitioner prof professor rota senior social student support sw team temporary tm
    unallocated unassigned unknown vacancy vacant worker
""")  # fmt: skip
"""What a case list writes in the place of a name, or beside one."""

GIVEN = _words("""
    aaliyah aaron abbie abdul abdullah abigail abubakar adam adeel adil agnes ahmad ahmed aidan aiden aimee
    aisha aishah alana albie alejandro alex alexander alexandra alfie alfred ali alice alicia alisha alishba
    amaan amara amelia amelie amina amir amira amy ana anais anas anastasia anaya andrew angelina anisa anna
    annabel annabelle annie anthony antoni anya archie arham aria ariana ariella arlo arran arthur arya asher
    ashton athena aubree aubrey audrey aurora austin ava ayaan ayan ayesha ayla aylin aziz barnaby beatrice
    beatrix bella ben benjamin beth bethany blake bobby bodhi bonnie bradley brandon brody brooke caitlin
    callie callum cameron caoimhe cara casey casper catherine cerys charles charlie charlotte chloe
    christopher clara cody cohen connor conor cora corey courtney curtis daniel darcey darcie darcy dawid
    dawud declan delilah demi dexter dominic dominik dougie dylan ebony edie edith edward effie eilidh eleanor
    elena eliana elias elif elijah eliza elizabeth ella elle ellen ellie elliot elliott elodie eloise elsie
    emilia emilie emily emma emmanuel emmie emre ethan eva evan evelyn evie ewan ezra faizan farah fatima
    fatimah felicity felix filip fin finlay finley finnley fionn fletcher florence francesca francis frankie
    fraser freddie frederick freya gabriel gabriela gabriella george georgia georgie gracie gruffydd gwen
    habiba hadi hafsa haider hallie hamish hamza hana hanna hannah harleen harley harper harriet harrison
    harry harvey hashim hassan haya hayden heidi helena henry hollie hudson hugh hugo hussain ibraheem ibrahim
    idris iman imogen inaya ines ioan iqra isa isaac isabel isabella isabelle isha isla ismaeel ismail izaan
    jack jackson jacob jaden jaiden jake jakub jamal james jamie jannat jasmin jason jax jaxon jaxson jayden
    jemima jenna jenson jeremiah jess jesse jessica jessie jimmy joanna joel john johnny jonah jonas jonathan
    joseph josh joshua josiah juan jude julia julian junaid kacey kacper kai kaiden kaitlyn kamil kasper kate
    katherine katie kayden kayla kayleigh keira kelsey kevin khadija khadijah khalid kian kiera kieran kiran
    kobe kobi koby kuba kyle kyra lacey laila lara laura lauren layan layla layton leila leo leon leona
    leonard leonardo leonor lewis lexi lexie leyla liam libby lilah lilia liliana lillian lillie lilly lilwen
    lina logan lola lorenzo lottie louie louis louisa louise luca lucas lucia lucie lucy luis luka lukas luke
    luna lydia lyla lyra maddie maddison madeleine madison maeve maggie maisie maisy maja malachi malaika
    malakai maria mariam marley martha mary maryam mason mateo mathew matilda matteo matthew max maximilian
    maximus maxwell maya megan mehmet melissa mia micah michael mikael mila milan millie milly milo miriam
    mischa mohamed mohammad mohammed molly monty morgan muhammad musa mustafa mya myla nadia nancy naomi
    natalia natalie natasha nathan nathaniel nela nell nellie niamh nicholas nicole nikodem nina noah nola
    noor nora nour oakley ojus olaf olive olivia oliwia oliwier ollie omar orla orlaith oscar oskar otis otto
    owen paige patrick patryk pawel penelope percy peter phoebe piotr pippa pola priya quinn rachel rafael
    ralph ralphie rania rayan rayyan rebecca reece reggie remi remy reuben rhys ria riaz richard riley rio
    robert robyn rocco romeo romilly ronan ronnie rory rosa rosalie rosanna rowan roxanne rubie rufus rupert
    ryan sadie safa safiya safiyyah saif salma samantha samir samira sammy samson samuel sana santiago saoirse
    sara sarah scarlett sean sebastian seren seth shane shanice shay shreya sian sienna simon siobhan skyla
    skylar sofia sofija sonny sophia sophie stanislaw stanley stefan stella stephen steven sufyan sulaiman
    sumaya suzanna szymon tabitha taha tahlia talia tamsin tanisha tariq tayla teddie teddy tegan thea theo
    theodore theresa thiago thomas tia tiago tiana tillie tilly tim timothy tobias toby tom tomasz tommy
    tristan tyler tyrese umar uthman vanessa vihaan vincent vinnie wiktor wiktoria wilfred william willie
    winifred wojciech xander yahya yara yasmin yasmine younis yousuf yunus yusuf zac zach zachary zack zahra
    zaid zain zaina zainab zak zakariya zara zayan zayd zayn zeeshan zoe zofia zoya zuzanna
""")  # fmt: skip
"""First names often given to children in England and Wales, as parents spell them."""

// Built by `make bundle` from intake/source/web/src/, not minified so that it can be read. AGPL-3.0-or-later.
import {
  BlobSource,
  CANNOT_REMOVE,
  CleanError,
  neutralName,
  planChunks
} from "./shared-2.js";
import {
  abool,
  abytes,
  add,
  add3H,
  add3L,
  aexists,
  ahash,
  anumber,
  aoutput,
  checkOpts,
  clean,
  copyBytes,
  createHasher,
  fromNumH,
  fromNumL,
  kdfInputToBytes,
  nextTick,
  oidNist,
  randomBytes,
  rotr32H,
  rotr32L,
  rotrBH,
  rotrBL,
  rotrSH,
  rotrSL,
  sha256,
  split,
  swap32IfBE,
  swap8IfBE,
  u32,
  u8,
  validateObject
} from "./shared-1.js";
import "./shared-3.js";

// src/locales/en.json
var en_default = {
  leave: "Leave this page",
  language: "Language",
  back: "Back",
  on: "Go on",
  "wait.title": "One moment",
  "wait.text": "This page checks that it is the newsroom’s own.",
  "start.about": "Tell us what others should know. Nobody can read along on the way.",
  "start.tell": "Tell us something",
  "start.code": "I have a code",
  "start.before": "Before you begin",
  "start.who": "Your letter is for {people}.",
  "start.way": "This page locks it. Nobody on the way can open it, and neither can the machine that passes it on.",
  "start.name": "You get a name and a code. With the code you come back for our answer.",
  "start.limits": "We can’t protect you from a watched phone, from a network at work, or from what a picture itself shows.",
  "start.private": "A private tab or Tor Browser is better: this device then keeps less of your visit.",
  "start.box": "Our box",
  "start.every": { "=1": "It is emptied every day.", one: "It is emptied every {n} day.", other: "It is emptied every {n} days." },
  "start.emptied": "The box was last emptied on {day}.",
  "start.trust": "Can this page be trusted?",
  "start.trust-text": "Whoever runs the machine behind it could show you another page. So the newsroom signs every file of this one, and strangers compare them. The page keeps no memory, so it can’t notice an old list of readers; the program “tip” can.",
  "start.languages": "We read {languages}.",
  "write.title": "Tell us",
  "write.box": "What should we know?",
  "write.stays": "It stays on this page until you send it. A keyboard may remember words; in a private tab most do not.",
  "write.add": "Add a photograph, video or document",
  "write.files": "Files",
  "write.desk": "Who is it for?",
  "write.readers": "Who reads it",
  "write.reaches": "It goes to {people}.",
  "write.unreachable": "Can’t be reached today: {people}.",
  "write.nobody": "Nobody at this desk can be reached today. Come back tomorrow, or choose another desk.",
  "write.choose": "Choose at least one person.",
  "write.empty": "There is nothing here yet. Write something, or add a file.",
  "write.busy": "We are still looking through a file.",
  "write.undecided": "One file still needs your choice.",
  "file.looking": "Looking through a file",
  "file.none": "There was nothing to take out.",
  "file.taken": "Taken out",
  "file.stays-in": "Stays inside",
  "file.remove": "Remove",
  "file.remove-name": "Remove {name}",
  "file.evidence": "Send it untouched, as evidence",
  "file.evidence-why": "We then see everything that is listed here.",
  "file.untouched": "goes untouched",
  "file.as-is": "goes as it is",
  "file.leave-out": "Leave it out",
  "file.send-as-is": "Send it as it is",
  "kind.place": "place",
  "kind.device": "phone",
  "kind.time": "time",
  "kind.person": "name",
  "kind.software": "program",
  "kind.thumbnail": "small preview",
  "kind.text": "notes",
  "kind.hidden-data": "hidden data",
  "kind.edit-history": "earlier versions",
  "kind.proof": "proof of origin",
  "stays.line": "We can’t take out: {what}.",
  "stays.faces": "faces and voices",
  "stays.screens": "what screens in the picture show",
  "stays.sensor-noise": "the camera’s own grain",
  "stays.encoder-marks": "marks of the program that made it",
  "stays.printer-dots": "dots that a printer puts on paper",
  "stays.words": "what is written or said",
  "name.drawing": "Drawing a name for you",
  "name.here": "Here you are {name}",
  "name.known": "We know you by this name and by nothing else.",
  "name.another": "Draw another",
  "name.back": "Your way back",
  "name.keep-numbers": "These three numbers bring you back. Write them down as you would telephone numbers; they work in any order.",
  "name.keep-words": "These nine words bring you back, just like the numbers. Write them down in this order.",
  "name.numbers": "Numbers",
  "name.words": "Words",
  "name.number": "Number {n}",
  "name.word": "Word {n}",
  "name.no-copy": "There is no button to copy them, because other apps can read what you copy. Paper is best, a photograph is not.",
  "name.written": "I have written them down",
  "check.title": "Once more, from your paper",
  "check.why": "This makes sure that they bring you back.",
  "check.digits": "Number {n}: digits {a} and {b}",
  "check.wrong": "That is different from what was shown.",
  "check.show": "Show them again",
  "check.send": "Send it now",
  "sending.title": "It is on its way",
  "sending.stay": "Keep this page open until it has arrived.",
  "sending.safe": "{safe} of {all} has safely arrived.",
  "sending.first": "Locking it and sending the first piece.",
  "sending.letter": "The letter itself goes last.",
  "sending.minutes": { one: "About {n} minute more.", other: "About {n} minutes more." },
  "sending.soon": "Less than a minute more.",
  "sending.pause": "Pause",
  "sending.paused": "Paused. What arrived is safe.",
  "sending.busy": "It is crowded there just now. What arrived is safe; it goes on by itself.",
  "sending.cut": "The line was cut. What arrived is safe; it goes on by itself.",
  "sent.title": "It has arrived",
  "sent.carried": "A person now carries it by hand to a machine without any network. It is read there.",
  "sent.when": "Come back with your code on {day} or later.",
  "sent.letters": { one: "Your letter waits for us for at most {n} day.", other: "Your letter waits for us for at most {n} days." },
  "sent.replies": { one: "An answer waits for you for {n} day.", other: "An answer waits for you for {n} days." },
  "sent.originals": "The originals of your files are still on this device.",
  "sent.close": "You can close this tab now.",
  "sent.thread": "Stay and read our answers",
  "return.title": "Your code",
  "return.numbers": "Type your three numbers, in any order.",
  "return.words": "Type your nine words in their order. Three letters of each are enough.",
  "return.compare": "Then one of them is different from your paper. Compare them once more.",
  "confirm.title": "You are {name}?",
  "confirm.why": "A wrong code shows a stranger’s name.",
  "confirm.yes": "Yes",
  "confirm.no": "No, that is not my name",
  "looking.title": "Looking for answers",
  "looking.text": "This takes the same time whether there is an answer or not.",
  "thread.none": "There is no answer yet.",
  "thread.letters": { one: "We hold {n} letter of yours.", other: "We hold {n} letters of yours." },
  "thread.said": "So far",
  "thread.you": "You",
  "thread.today": "today",
  "thread.files": { one: "and {n} file", other: "and {n} files" },
  "thread.missing": "An answer before this one is missing. You can ask for it again.",
  "thread.more": "More answers lie there.",
  "thread.look": "Look again",
  "thread.write": "Write to us again",
  "thread.send": "Send",
  "thread.meet": "Be sure who you talk to",
  "thread.meet-how": "On the telephone or face to face, each side reads out its own number. The numbers are new every day.",
  "thread.meet-you": "You say",
  "thread.meet-they": "{name} says",
  "state.opened": "{name} has opened your letter.",
  "state.being-read": "{name} is reading it.",
  "state.tell-us-more": "{name} would like to know more.",
  "state.not-for-us": "{name} can’t take this up.",
  "state.published": "It has been published.",
  "clock.title": "Which date is right?",
  "clock.text": "This device says {device}. The newsroom says {server}. Nothing was sent.",
  "clock.is": "Today is {day}",
  again: "Try again",
  "error.since": "It ran out on {day}.",
  "error.line": "{title}. {text}",
  "error.error.title": "Something did not work",
  "error.error.text": "Nothing more was sent. Try again.",
  "error.offline.title": "There is no connection",
  "error.offline.text": "Nothing was lost. Try again when it is back.",
  "error.in-app.title": "This window belongs to another app",
  "error.in-app.text": "That app can read along, so we take nothing here. Type this address into a private tab of your browser:",
  "error.no-crypto.title": "This browser can’t lock letters",
  "error.no-crypto.text": "Nothing was sent. Open this page in Tor Browser or in a new Firefox or Chrome, with https in the address.",
  "error.no-newsroom.title": "No newsroom stands behind this page",
  "error.no-newsroom.text": "Nothing was sent. Write nothing here, and ask the newsroom for its address in another way.",
  "error.not-published.title": "This newsroom’s box is not open yet",
  "error.not-published.text": "Nothing was sent. Come back tomorrow.",
  "error.no-key.title": "Nobody can be reached today",
  "error.no-key.text": "Nothing was sent. Letters can go again once the newsroom has emptied its box; look again tomorrow.",
  "error.directory.title": "This is not what the newsroom signed",
  "error.directory.text": "Nothing was sent. Write nothing here now, and tell the newsroom in another way.",
  "error.directory-expired.title": "The newsroom has not renewed this page",
  "error.directory-expired.text": "Nothing is sent until it does. Check the date of this device, or come back tomorrow.",
  "error.directory-older.title": "The newsroom’s list is an old one",
  "error.directory-older.text": "Nothing was sent. Come back tomorrow; if it stays so, tell the newsroom in another way.",
  "error.wrong-clock.title": "The date of this device is not right",
  "error.wrong-clock.text": "Nothing was sent. Set the date, then open this page again.",
  "error.board.title": "The list of answers is damaged",
  "error.board.text": "What you sent is safe. Look again tomorrow; if it stays so, tell the newsroom in another way.",
  "error.broken.title": "Something arrived damaged",
  "error.broken.text": "Nothing was lost. Try again; if it stays so, tell the newsroom in another way.",
  "error.suite.title": "This page is out of date",
  "error.suite.text": "Nothing was lost. Open it again from the newsroom’s address.",
  "error.retired-day.title": "This letter is too old to be opened",
  "error.retired-day.text": "Nobody can open it any more. Send it again.",
  "error.too-late.title": "Your name stays now",
  "error.too-late.text": "Something was already sent under it. Keep the numbers that you have.",
  "error.too-long.title": "This is too long for one letter",
  "error.too-long.text": "Your text is still here. Shorten it, or add it as a file.",
  "error.unknown.title": "We can’t look inside this kind of file",
  "error.unknown.text": "It may tell who made it, when and where.",
  "error.broken-file.title": "This file is damaged or cut short",
  "error.broken-file.text": "We can’t take out what it tells about you.",
  "error.file-too-complex.title": "This file is built in an unusual way",
  "error.file-too-complex.text": "We can’t be sure to take out all that it tells about you.",
  "error.no-cleaners.title": "The part that cleans files did not arrive",
  "error.no-cleaners.text": "Your text and your file are still here. Try again when the connection is better.",
  "error.wrong-code.title": "There is a slip in the code",
  "error.wrong-code.text": "Compare it with your paper.",
  "error.code-count.title": "Something is missing",
  "error.code-count.text": "A code has three numbers or nine words.",
  "error.code-length.title": "This number does not have ten digits",
  "error.code-length.text": "Compare it with your paper.",
  "error.code-check.title": "There is a slip in here",
  "error.code-check.text": "Compare it with your paper, one by one.",
  "error.code-word.title": "We don’t know this word",
  "error.code-word.text": "Compare it with your paper.",
  "error.code-twice.title": "Two of the numbers are the same",
  "error.code-twice.text": "Compare them with your paper."
};

// src/locales/hi.json
var hi_default = {
  leave: "यहाँ से जाएँ",
  language: "भाषा",
  back: "पीछे",
  on: "आगे बढ़ें",
  "wait.title": "एक पल",
  "wait.text": "यह पन्ना जाँच रहा है कि यह सचमुच अख़बार का ही है।",
  "start.about": "हमें वह बताइए जो औरों को भी पता होना चाहिए। रास्ते में इसे कोई नहीं पढ़ सकता।",
  "start.tell": "हमें कुछ बताइए",
  "start.code": "मेरे पास कोड है",
  "start.before": "शुरू करने से पहले",
  "start.who": "आपका पत्र इनके लिए है: {people}।",
  "start.way": "यह पन्ना पत्र पर ताला लगाता है। रास्ते में उसे कोई नहीं खोल सकता, आगे पहुँचाने वाली मशीन भी नहीं।",
  "start.name": "आपको एक नाम और एक कोड मिलेगा। कोड से आप हमारा जवाब देखने लौट सकते हैं।",
  "start.limits": "अगर आपके फ़ोन या दफ़्तर के नेटवर्क पर नज़र है, या तस्वीर ही बहुत कुछ दिखाती है, तो उससे हम नहीं बचा सकते।",
  "start.private": "प्राइवेट टैब या Tor Browser बेहतर है: तब इस फ़ोन या कंप्यूटर पर कम निशान रहते हैं।",
  "start.box": "हमारी पत्र-पेटी",
  "start.every": {
    "=1": "पेटी रोज़ खाली की जाती है।",
    one: "पेटी हर {n} दिन पर खाली की जाती है।",
    other: "पेटी हर {n} दिन पर खाली की जाती है।"
  },
  "start.emptied": "पेटी पिछली बार {day} को खाली हुई थी।",
  "start.trust": "क्या इस पन्ने पर भरोसा किया जा सकता है?",
  "start.trust-text": "जिसके हाथ में इसके पीछे की मशीन है, वह आपको दूसरा पन्ना दिखा सकता है। इसलिए अख़बार इसकी हर फ़ाइल पर दस्तख़त करता है, और बाहर के लोग उन्हें मिलाते हैं। पन्ना कुछ याद नहीं रखता, इसलिए पढ़ने वालों की पुरानी सूची नहीं पहचान सकता; “tip” प्रोग्राम पहचान सकता है।",
  "start.languages": "हम इन भाषाओं में पढ़ते हैं: {languages}।",
  "write.title": "हमें बताइए",
  "write.box": "हमें क्या पता होना चाहिए?",
  "write.stays": "भेजने तक यह इसी पन्ने पर रहता है। कीबोर्ड शब्द याद रख सकता है; प्राइवेट टैब में ज़्यादातर कीबोर्ड ऐसा नहीं करते।",
  "write.add": "तस्वीर, वीडियो या काग़ज़ जोड़ें",
  "write.files": "फ़ाइलें",
  "write.desk": "यह किसके लिए है?",
  "write.readers": "कौन पढ़े",
  "write.reaches": "यह इन तक जाएगा: {people}।",
  "write.unreachable": "आज इन तक नहीं पहुँच सकता: {people}।",
  "write.nobody": "आज इस डेस्क पर किसी तक पत्र नहीं पहुँच सकता। कल आइए, या दूसरा डेस्क चुनिए।",
  "write.choose": "कम से कम एक व्यक्ति चुनिए।",
  "write.empty": "यहाँ अभी कुछ नहीं है। कुछ लिखिए, या कोई फ़ाइल जोड़िए।",
  "write.busy": "हम अभी एक फ़ाइल देख रहे हैं।",
  "write.undecided": "एक फ़ाइल के बारे में आपको अभी तय करना है।",
  "file.looking": "फ़ाइल देखी जा रही है",
  "file.none": "इसमें हटाने लायक कुछ नहीं था।",
  "file.taken": "हटाया गया",
  "file.stays-in": "भीतर रहेगा",
  "file.remove": "हटाएँ",
  "file.remove-name": "{name} हटाएँ",
  "file.evidence": "सबूत के तौर पर जैसी है वैसी भेजें",
  "file.evidence-why": "तब यहाँ लिखा सब कुछ हम देख सकेंगे।",
  "file.untouched": "बिना छेड़े जाएगी",
  "file.as-is": "जैसी है वैसी जाएगी",
  "file.leave-out": "न भेजें",
  "file.send-as-is": "ऐसे ही भेजें",
  "kind.place": "जगह",
  "kind.device": "फ़ोन",
  "kind.time": "समय",
  "kind.person": "नाम",
  "kind.software": "प्रोग्राम",
  "kind.thumbnail": "छोटी झलक",
  "kind.text": "टिप्पणियाँ",
  "kind.hidden-data": "छिपा डेटा",
  "kind.edit-history": "पुराने रूप",
  "kind.proof": "मूल का प्रमाण",
  "stays.line": "हम ये नहीं हटा सकते: {what}।",
  "stays.faces": "चेहरे और आवाज़ें",
  "stays.screens": "तस्वीर में स्क्रीनों पर जो दिखता है",
  "stays.sensor-noise": "कैमरे की अपनी बारीक छाप",
  "stays.encoder-marks": "बनाने वाले प्रोग्राम के निशान",
  "stays.printer-dots": "काग़ज़ पर प्रिंटर के छोड़े बिंदु",
  "stays.words": "जो लिखा या कहा गया है",
  "name.drawing": "आपके लिए नाम चुना जा रहा है",
  "name.here": "यहाँ आपका नाम है {name}",
  "name.known": "हम आपको बस इसी नाम से जानते हैं।",
  "name.another": "दूसरा नाम चुनें",
  "name.back": "लौटने का रास्ता",
  "name.keep-numbers": "ये तीन नंबर आपको वापस लाएँगे। इन्हें फ़ोन नंबरों की तरह लिख लीजिए; क्रम कोई भी हो सकता है।",
  "name.keep-words": "ये नौ शब्द भी नंबरों की तरह आपको वापस लाएँगे। इन्हें इसी क्रम में लिख लीजिए।",
  "name.numbers": "नंबर",
  "name.words": "शब्द",
  "name.number": "नंबर {n}",
  "name.word": "शब्द {n}",
  "name.no-copy": "इन्हें कॉपी करने का बटन नहीं है, क्योंकि कॉपी की हुई चीज़ दूसरे ऐप पढ़ सकते हैं। काग़ज़ सबसे अच्छा है, तस्वीर नहीं।",
  "name.written": "मैंने लिख लिए",
  "check.title": "एक बार फिर, अपने काग़ज़ से",
  "check.why": "इससे पक्का होता है कि ये आपको वापस लाएँगे।",
  "check.digits": "नंबर {n}: अंक {a} और {b}",
  "check.wrong": "जो दिखाया गया था, यह उससे अलग है।",
  "check.show": "फिर से दिखाएँ",
  "check.send": "अब भेजें",
  "sending.title": "पत्र रास्ते में है",
  "sending.stay": "पहुँचने तक यह पन्ना खुला रखिए।",
  "sending.safe": "{all} में से {safe} सुरक्षित पहुँच गया।",
  "sending.first": "ताला लग रहा है और पहला टुकड़ा जा रहा है।",
  "sending.letter": "पत्र ख़ुद सबसे बाद में जाता है।",
  "sending.minutes": { one: "लगभग {n} मिनट और।", other: "लगभग {n} मिनट और।" },
  "sending.soon": "एक मिनट से कम और।",
  "sending.pause": "रोकें",
  "sending.paused": "रुका हुआ है। जो पहुँच गया, वह सुरक्षित है।",
  "sending.busy": "वहाँ अभी भीड़ है। जो पहुँच गया, वह सुरक्षित है; आगे अपने आप चलेगा।",
  "sending.cut": "कनेक्शन टूट गया। जो पहुँच गया, वह सुरक्षित है; आगे अपने आप चलेगा।",
  "sent.title": "पत्र पहुँच गया",
  "sent.carried": "अब कोई इसे हाथ से एक ऐसी मशीन तक ले जाएगा जिसमें कोई नेटवर्क नहीं है। यह वहीं पढ़ा जाएगा।",
  "sent.when": "{day} को या उसके बाद अपने कोड के साथ फिर आइए।",
  "sent.letters": { one: "आपका पत्र ज़्यादा से ज़्यादा {n} दिन हमारी राह देखता है।", other: "आपका पत्र ज़्यादा से ज़्यादा {n} दिन हमारी राह देखता है।" },
  "sent.replies": { one: "जवाब {n} दिन आपकी राह देखता है।", other: "जवाब {n} दिन आपकी राह देखता है।" },
  "sent.originals": "आपकी असली फ़ाइलें अब भी इसी फ़ोन या कंप्यूटर पर हैं।",
  "sent.close": "अब आप यह टैब बंद कर सकते हैं।",
  "sent.thread": "रुककर जवाब पढ़ें",
  "return.title": "आपका कोड",
  "return.numbers": "अपने तीन नंबर लिखिए, किसी भी क्रम में।",
  "return.words": "अपने नौ शब्द क्रम से लिखिए। हर शब्द के तीन अक्षर काफ़ी हैं।",
  "return.compare": "तब कुछ आपके काग़ज़ से अलग है। एक बार फिर मिलाइए।",
  "confirm.title": "आपका नाम {name} है?",
  "confirm.why": "ग़लत कोड किसी और का नाम दिखाता है।",
  "confirm.yes": "हाँ",
  "confirm.no": "नहीं, यह मेरा नाम नहीं",
  "looking.title": "जवाब देखे जा रहे हैं",
  "looking.text": "जवाब हो या न हो, इसमें उतना ही समय लगता है।",
  "thread.none": "अभी कोई जवाब नहीं है।",
  "thread.letters": { one: "हमारे पास आपका {n} पत्र है।", other: "हमारे पास आपके {n} पत्र हैं।" },
  "thread.said": "अब तक",
  "thread.you": "आप",
  "thread.today": "आज",
  "thread.files": { one: "और {n} फ़ाइल", other: "और {n} फ़ाइलें" },
  "thread.missing": "इससे पहले का एक जवाब नहीं मिला। आप उसे फिर से माँग सकते हैं।",
  "thread.more": "वहाँ और भी जवाब हैं।",
  "thread.look": "फिर से देखें",
  "thread.write": "हमें फिर लिखिए",
  "thread.send": "भेजें",
  "thread.meet": "पक्का करें कि बात किससे हो रही है",
  "thread.meet-how": "फ़ोन पर या आमने-सामने, हर कोई अपना नंबर पढ़कर सुनाए। नंबर रोज़ नए होते हैं।",
  "thread.meet-you": "आप कहें",
  "thread.meet-they": "{name} कहें",
  "state.opened": "{name} ने आपका पत्र खोला है।",
  "state.being-read": "{name} के यहाँ इसे पढ़ा जा रहा है।",
  "state.tell-us-more": "{name} को और जानना है।",
  "state.not-for-us": "{name} इसे आगे नहीं ले जा सकते।",
  "state.published": "यह छप चुका है।",
  "clock.title": "कौन-सी तारीख़ सही है?",
  "clock.text": "इस फ़ोन या कंप्यूटर पर {device} है। अख़बार के यहाँ {server} है। कुछ भी नहीं भेजा गया।",
  "clock.is": "आज {day} है",
  again: "फिर कोशिश करें",
  "error.since": "इसकी मियाद {day} को पूरी हो गई।",
  "error.line": "{title}। {text}",
  "error.error.title": "कुछ काम नहीं हुआ",
  "error.error.text": "और कुछ नहीं भेजा गया। फिर कोशिश कीजिए।",
  "error.offline.title": "कनेक्शन नहीं है",
  "error.offline.text": "कुछ खोया नहीं है। कनेक्शन लौटने पर फिर कोशिश कीजिए।",
  "error.in-app.title": "यह खिड़की किसी दूसरे ऐप की है",
  "error.in-app.text": "वह ऐप साथ में पढ़ सकता है, इसलिए यहाँ हम कुछ नहीं लेते। यह पता अपने ब्राउज़र के प्राइवेट टैब में लिखिए:",
  "error.no-crypto.title": "यह ब्राउज़र पत्र पर ताला नहीं लगा सकता",
  "error.no-crypto.text": "कुछ भी नहीं भेजा गया। यह पन्ना Tor Browser में, या नए Firefox या Chrome में https वाले पते से खोलिए।",
  "error.no-newsroom.title": "इस पन्ने के पीछे कोई अख़बार नहीं है",
  "error.no-newsroom.text": "कुछ भी नहीं भेजा गया। यहाँ कुछ मत लिखिए, और अख़बार से उसका पता किसी और तरीक़े से पूछिए।",
  "error.not-published.title": "इस अख़बार की पेटी अभी खुली नहीं है",
  "error.not-published.text": "कुछ भी नहीं भेजा गया। कल आइए।",
  "error.no-key.title": "आज किसी तक पत्र नहीं पहुँच सकता",
  "error.no-key.text": "कुछ भी नहीं भेजा गया। अख़बार जब अगली बार पेटी खाली करेगा, तब पत्र फिर जा सकेंगे; कल देखिए।",
  "error.directory.title": "यह वह नहीं है जिस पर अख़बार ने दस्तख़त किए",
  "error.directory.text": "कुछ भी नहीं भेजा गया। अभी यहाँ कुछ मत लिखिए, और अख़बार को किसी और तरीक़े से बताइए।",
  "error.directory-expired.title": "अख़बार ने यह पन्ना नया नहीं किया",
  "error.directory-expired.text": "जब तक वह नई न हो, कुछ नहीं जाएगा। अपनी तारीख़ जाँचिए, या कल आइए।",
  "error.directory-older.title": "अख़बार की सूची पुरानी है",
  "error.directory-older.text": "कुछ भी नहीं भेजा गया। कल आइए; तब भी ऐसा ही हो तो अख़बार को किसी और तरीक़े से बताइए।",
  "error.wrong-clock.title": "इस फ़ोन या कंप्यूटर की तारीख़ सही नहीं है",
  "error.wrong-clock.text": "कुछ भी नहीं भेजा गया। तारीख़ ठीक कीजिए, फिर यह पन्ना दोबारा खोलिए।",
  "error.board.title": "जवाबों की सूची ख़राब है",
  "error.board.text": "जो आपने भेजा, वह सुरक्षित है। कल फिर देखिए; तब भी ऐसा ही हो तो अख़बार को किसी और तरीक़े से बताइए।",
  "error.broken.title": "कुछ ख़राब होकर पहुँचा",
  "error.broken.text": "कुछ खोया नहीं है। फिर कोशिश कीजिए; तब भी ऐसा ही हो तो अख़बार को किसी और तरीक़े से बताइए।",
  "error.suite.title": "यह पन्ना पुराना हो गया है",
  "error.suite.text": "कुछ खोया नहीं है। इसे अख़बार के पते से फिर खोलिए।",
  "error.retired-day.title": "यह पत्र इतना पुराना है कि खुल नहीं सकता",
  "error.retired-day.text": "अब इसे कोई नहीं खोल सकता। इसे फिर से भेजिए।",
  "error.too-late.title": "अब आपका नाम यही रहेगा",
  "error.too-late.text": "इस नाम से कुछ भेजा जा चुका है। जो नंबर आपके पास हैं, उन्हें सँभालकर रखिए।",
  "error.too-long.title": "एक पत्र के लिए यह बहुत लंबा है",
  "error.too-long.text": "आपका लिखा यहीं है। इसे छोटा कीजिए, या फ़ाइल के रूप में जोड़िए।",
  "error.unknown.title": "इस तरह की फ़ाइल के भीतर हम नहीं देख सकते",
  "error.unknown.text": "वह बता सकती है कि उसे किसने, कब और कहाँ बनाया।",
  "error.broken-file.title": "यह फ़ाइल ख़राब या अधूरी है",
  "error.broken-file.text": "आपके बारे में जो वह बताती है, उसे हम नहीं हटा सकते।",
  "error.file-too-complex.title": "यह फ़ाइल अलग ढंग से बनी है",
  "error.file-too-complex.text": "आपके बारे में वह जो कुछ बताती है, सब हटेगा, यह पक्का नहीं।",
  "error.no-cleaners.title": "फ़ाइलें साफ़ करने वाला हिस्सा नहीं पहुँचा",
  "error.no-cleaners.text": "आपका लेख और फ़ाइल यहीं हैं। कनेक्शन बेहतर होने पर फिर कोशिश करें।",
  "error.wrong-code.title": "कोड में कहीं चूक है",
  "error.wrong-code.text": "अपने काग़ज़ से मिलाइए।",
  "error.code-count.title": "कुछ छूट गया है",
  "error.code-count.text": "कोड में तीन नंबर या नौ शब्द होते हैं।",
  "error.code-length.title": "इस नंबर में दस अंक नहीं हैं",
  "error.code-length.text": "अपने काग़ज़ से मिलाइए।",
  "error.code-check.title": "यहाँ कहीं चूक है",
  "error.code-check.text": "अपने काग़ज़ से एक-एक करके मिलाइए।",
  "error.code-word.title": "यह शब्द हमारी सूची में नहीं है",
  "error.code-word.text": "अपने काग़ज़ से मिलाइए।",
  "error.code-twice.title": "दो नंबर एक जैसे हैं",
  "error.code-twice.text": "उन्हें अपने काग़ज़ से मिलाइए।"
};

// src/locales/ru.json
var ru_default = {
  leave: "Уйти отсюда",
  language: "Язык",
  back: "Назад",
  on: "Дальше",
  "wait.title": "Минуту",
  "wait.text": "Страница проверяет, что она действительно от редакции.",
  "start.about": "Расскажите нам то, о чём должны знать и другие. По пути этого никто не прочтёт.",
  "start.tell": "Рассказать",
  "start.code": "У меня есть код",
  "start.before": "Прежде чем начать",
  "start.who": "Ваше письмо прочтут: {people}.",
  "start.way": "Страница запирает письмо. По пути его никто не откроет, даже машина, которая его передаёт.",
  "start.name": "Вы получите имя и код. С кодом вы вернётесь за нашим ответом.",
  "start.limits": "Мы не защитим вас, если следят за вашим телефоном или рабочей сетью, и от того, что видно на самом снимке.",
  "start.private": "Лучше приватная вкладка или Tor Browser: тогда на этом устройстве останется меньше следов.",
  "start.box": "Наш ящик",
  "start.every": {
    "=1": "Письма забирают каждый день.",
    one: "Письма забирают каждый {n} день.",
    few: "Письма забирают каждые {n} дня.",
    many: "Письма забирают каждые {n} дней.",
    other: "Письма забирают каждые {n} дня."
  },
  "start.emptied": "В последний раз письма забрали {day}.",
  "start.trust": "Можно ли верить этой странице?",
  "start.trust-text": "Тот, у кого машина за этой страницей, мог бы показать вам другую. Поэтому редакция подписывает каждый её файл, а посторонние люди их сверяют. Страница ничего не помнит и не заметит, если список тех, кто читает письма, устарел; программа «tip» заметит.",
  "start.languages": "Мы читаем на языках: {languages}.",
  "write.title": "Расскажите нам",
  "write.box": "Что нам нужно знать?",
  "write.stays": "Текст остаётся на этой странице, пока вы его не отправите. Клавиатура может запоминать слова; в приватной вкладке обычно нет.",
  "write.add": "Добавить снимок, видео или документ",
  "write.files": "Файлы",
  "write.desk": "Кому это?",
  "write.readers": "Кто прочтёт",
  "write.reaches": "Письмо получат: {people}.",
  "write.unreachable": "Сегодня не получат: {people}.",
  "write.nobody": "В этом отделе сегодня никто не может получить письмо. Приходите завтра или выберите другой отдел.",
  "write.choose": "Выберите хотя бы одного человека.",
  "write.empty": "Здесь пока ничего нет. Напишите что-нибудь или добавьте файл.",
  "write.busy": "Мы ещё просматриваем файл.",
  "write.undecided": "Один файл ещё ждёт вашего решения.",
  "file.looking": "Просматриваем файл",
  "file.none": "Убирать было нечего.",
  "file.taken": "Убрано",
  "file.stays-in": "Остаётся внутри",
  "file.remove": "Убрать",
  "file.remove-name": "Убрать {name}",
  "file.evidence": "Отправить нетронутым, как доказательство",
  "file.evidence-why": "Тогда мы увидим всё, что здесь перечислено.",
  "file.untouched": "уйдёт нетронутым",
  "file.as-is": "уйдёт как есть",
  "file.leave-out": "Не посылать",
  "file.send-as-is": "Послать как есть",
  "kind.place": "место",
  "kind.device": "телефон",
  "kind.time": "время",
  "kind.person": "имя",
  "kind.software": "программа",
  "kind.thumbnail": "уменьшенная копия",
  "kind.text": "пометки",
  "kind.hidden-data": "скрытые данные",
  "kind.edit-history": "прежние версии",
  "kind.proof": "доказательство происхождения",
  "stays.line": "Мы не можем убрать: {what}.",
  "stays.faces": "лица и голоса",
  "stays.screens": "то, что видно на экранах в кадре",
  "stays.sensor-noise": "собственное зерно камеры",
  "stays.encoder-marks": "следы программы, создавшей файл",
  "stays.printer-dots": "точки, которые принтер ставит на бумагу",
  "stays.words": "то, что написано или сказано",
  "name.drawing": "Выбираем вам имя",
  "name.here": "Здесь вас зовут {name}",
  "name.known": "Мы знаем вас только под этим именем.",
  "name.another": "Выбрать другое",
  "name.back": "Ваш обратный путь",
  "name.keep-numbers": "С этими тремя числами вы сможете вернуться. Запишите их, как записали бы номера телефонов; порядок не важен.",
  "name.keep-words": "С этими девятью словами вы сможете вернуться так же, как с числами. Запишите их по порядку.",
  "name.numbers": "Числа",
  "name.words": "Слова",
  "name.number": "Число {n}",
  "name.word": "Слово {n}",
  "name.no-copy": "Кнопки «копировать» нет: скопированное видят другие приложения. Лучше всего бумага, а не снимок.",
  "name.written": "Записано",
  "check.title": "Ещё раз, с вашего листа",
  "check.why": "Так мы убедимся, что вы сможете вернуться.",
  "check.digits": "Число {n}: цифры {a} и {b}",
  "check.wrong": "На экране было иначе.",
  "check.show": "Показать ещё раз",
  "check.send": "Отправить",
  "sending.title": "Письмо в пути",
  "sending.stay": "Не закрывайте страницу, пока всё не дойдёт.",
  "sending.safe": "Надёжно дошло {safe} из {all}.",
  "sending.first": "Запираем письмо и посылаем первую часть.",
  "sending.letter": "Само письмо уходит последним.",
  "sending.minutes": {
    one: "Ещё около {n} минуты.",
    few: "Ещё около {n} минут.",
    many: "Ещё около {n} минут.",
    other: "Ещё около {n} минуты."
  },
  "sending.soon": "Осталось меньше минуты.",
  "sending.pause": "Приостановить",
  "sending.paused": "Приостановлено. То, что дошло, в сохранности.",
  "sending.busy": "Там сейчас тесно. То, что дошло, в сохранности; дальше пойдёт само.",
  "sending.cut": "Связь прервалась. То, что дошло, в сохранности; дальше пойдёт само.",
  "sent.title": "Письмо дошло",
  "sent.carried": "Теперь его от руки отнесут к машине, у которой нет никакой сети. Там его и прочтут.",
  "sent.when": "Загляните сюда со своим кодом {day} или позже.",
  "sent.letters": {
    one: "Письмо ждёт нас не больше {n} дня.",
    few: "Письмо ждёт нас не больше {n} дней.",
    many: "Письмо ждёт нас не больше {n} дней.",
    other: "Письмо ждёт нас не больше {n} дня."
  },
  "sent.replies": {
    one: "Ответ ждёт вас {n} день.",
    few: "Ответ ждёт вас {n} дня.",
    many: "Ответ ждёт вас {n} дней.",
    other: "Ответ ждёт вас {n} дня."
  },
  "sent.originals": "Исходные файлы остались на этом устройстве.",
  "sent.close": "Теперь эту вкладку можно закрыть.",
  "sent.thread": "Остаться и прочесть ответы",
  "return.title": "Ваш код",
  "return.numbers": "Введите свои три числа в любом порядке.",
  "return.words": "Введите свои девять слов по порядку. Достаточно трёх букв каждого.",
  "return.compare": "Значит, где-то есть отличие от вашей записи. Сверьте ещё раз.",
  "confirm.title": "Вас зовут {name}?",
  "confirm.why": "Неверный код показывает чужое имя.",
  "confirm.yes": "Да",
  "confirm.no": "Нет, это не моё имя",
  "looking.title": "Ищем ответы",
  "looking.text": "Это занимает одно и то же время, есть ответ или нет.",
  "thread.none": "Ответа пока нет.",
  "thread.letters": {
    one: "У нас {n} ваше письмо.",
    few: "У нас {n} ваших письма.",
    many: "У нас {n} ваших писем.",
    other: "У нас {n} вашего письма."
  },
  "thread.said": "До сих пор",
  "thread.you": "Вы",
  "thread.today": "сегодня",
  "thread.files": { one: "и {n} файл", few: "и {n} файла", many: "и {n} файлов", other: "и {n} файла" },
  "thread.missing": "Перед этим не хватает одного ответа. Можно попросить его ещё раз.",
  "thread.more": "Там есть и другие ответы.",
  "thread.look": "Посмотреть ещё раз",
  "thread.write": "Написать нам ещё",
  "thread.send": "Отправить",
  "thread.meet": "Убедиться, с кем вы говорите",
  "thread.meet-how": "По телефону или при встрече каждый называет своё число. Каждый день числа новые.",
  "thread.meet-you": "Вы называете",
  "thread.meet-they": "{name} называет",
  "state.opened": "Письмо открыто: {name}.",
  "state.being-read": "Сейчас читает: {name}.",
  "state.tell-us-more": "{name} просит рассказать подробнее.",
  "state.not-for-us": "{name} не сможет за это взяться.",
  "state.published": "Это опубликовано.",
  "clock.title": "Какая дата верна?",
  "clock.text": "На этом устройстве {device}. В редакции {server}. Ничего не отправлено.",
  "clock.is": "Сегодня {day}",
  again: "Попробовать ещё раз",
  "error.since": "Её срок истёк {day}.",
  "error.line": "{title}. {text}",
  "error.error.title": "Что-то не получилось",
  "error.error.text": "Больше ничего не отправлено. Попробуйте ещё раз.",
  "error.offline.title": "Нет связи",
  "error.offline.text": "Ничего не потеряно. Попробуйте, когда связь вернётся.",
  "error.in-app.title": "Это окно принадлежит другому приложению",
  "error.in-app.text": "То приложение может читать вместе с вами, поэтому здесь мы ничего не принимаем. Наберите этот адрес в приватной вкладке браузера:",
  "error.no-crypto.title": "Этот браузер не умеет запирать письма",
  "error.no-crypto.text": "Ничего не отправлено. Откройте эту страницу в Tor Browser либо в новом Firefox или Chrome, с https в адресе.",
  "error.no-newsroom.title": "За этой страницей нет редакции",
  "error.no-newsroom.text": "Ничего не отправлено. Ничего здесь не пишите и узнайте адрес у редакции другим путём.",
  "error.not-published.title": "Ящик редакции ещё не открыт",
  "error.not-published.text": "Ничего не отправлено. Приходите завтра.",
  "error.no-key.title": "Сегодня никто не может получить письмо",
  "error.no-key.text": "Ничего не отправлено. Писать можно будет, когда редакция в следующий раз заберёт письма; загляните завтра.",
  "error.directory.title": "Это не то, что подписала редакция",
  "error.directory.text": "Ничего не отправлено. Сейчас здесь ничего не пишите и сообщите редакции другим путём.",
  "error.directory-expired.title": "Редакция не обновила эту страницу",
  "error.directory-expired.text": "Пока его не обновят, ничего не уходит. Проверьте дату на устройстве или приходите завтра.",
  "error.directory-older.title": "Список редакции устарел",
  "error.directory-older.text": "Ничего не отправлено. Приходите завтра; если ничего не изменится, сообщите редакции другим путём.",
  "error.wrong-clock.title": "Дата на этом устройстве неверна",
  "error.wrong-clock.text": "Ничего не отправлено. Исправьте дату и откройте эту страницу снова.",
  "error.board.title": "Список ответов повреждён",
  "error.board.text": "То, что вы отправили, в сохранности. Загляните завтра; если ничего не изменится, сообщите редакции другим путём.",
  "error.broken.title": "Что-то пришло повреждённым",
  "error.broken.text": "Ничего не потеряно. Попробуйте ещё раз; если не выйдет, сообщите редакции другим путём.",
  "error.suite.title": "Эта страница устарела",
  "error.suite.text": "Ничего не потеряно. Откройте её снова по адресу редакции.",
  "error.retired-day.title": "Это письмо слишком старое, его не открыть",
  "error.retired-day.text": "Открыть его больше не может никто. Отправьте его ещё раз.",
  "error.too-late.title": "Имя уже не меняется",
  "error.too-late.text": "Под ним уже что-то отправлено. Сохраните числа, которые у вас есть.",
  "error.too-long.title": "Для одного письма это слишком длинно",
  "error.too-long.text": "Ваш текст на месте. Сократите его или добавьте файлом.",
  "error.unknown.title": "Мы не можем заглянуть в такой файл",
  "error.unknown.text": "В нём может остаться, кто, когда и где его сделал.",
  "error.broken-file.title": "Этот файл повреждён или обрезан",
  "error.broken-file.text": "Мы не можем убрать из него то, что говорит о вас.",
  "error.file-too-complex.title": "Этот файл устроен необычно",
  "error.file-too-complex.text": "Мы не уверены, что уберём из него всё, что говорит о вас.",
  "error.no-cleaners.title": "Часть, которая очищает файлы, не дошла",
  "error.no-cleaners.text": "Ваш текст и файл на месте. Попробуйте ещё раз, когда связь станет лучше.",
  "error.wrong-code.title": "В коде есть ошибка",
  "error.wrong-code.text": "Сверьте его с записью.",
  "error.code-count.title": "Чего-то не хватает",
  "error.code-count.text": "Код состоит из трёх чисел или девяти слов.",
  "error.code-length.title": "В этом числе не десять цифр",
  "error.code-length.text": "Сверьте его с записью.",
  "error.code-check.title": "Здесь есть ошибка",
  "error.code-check.text": "Сверьте с записью знак за знаком.",
  "error.code-word.title": "Мы не знаем такого слова",
  "error.code-word.text": "Сверьте его с записью.",
  "error.code-twice.title": "Два числа одинаковы",
  "error.code-twice.text": "Сверьте их с записью."
};

// src/locales/ur.json
var ur_default = {
  leave: "یہاں سے جائیں",
  language: "زبان",
  back: "واپس",
  on: "آگے بڑھیں",
  "wait.title": "ایک لمحہ",
  "wait.text": "یہ صفحہ دیکھ رہا ہے کہ یہ واقعی اخبار ہی کا ہے۔",
  "start.about": "ہمیں وہ بتائیں جو دوسروں کو بھی معلوم ہونا چاہیے۔ راستے میں اسے کوئی نہیں پڑھ سکتا۔",
  "start.tell": "ہمیں کچھ بتائیں",
  "start.code": "میرے پاس کوڈ ہے",
  "start.before": "شروع کرنے سے پہلے",
  "start.who": "آپ کا خط ان کے لیے ہے: {people}۔",
  "start.way": "یہ صفحہ خط پر تالا لگاتا ہے۔ راستے میں اسے کوئی نہیں کھول سکتا، آگے پہنچانے والی مشین بھی نہیں۔",
  "start.name": "آپ کو ایک نام اور ایک کوڈ ملے گا۔ کوڈ سے آپ ہمارا جواب دیکھنے واپس آ سکتے ہیں۔",
  "start.limits": "اگر آپ کے فون یا دفتر کے نیٹ ورک پر نظر ہے، یا تصویر خود بہت کچھ دکھاتی ہے، تو اس سے ہم نہیں بچا سکتے۔",
  "start.private": "پرائیویٹ ٹیب یا Tor Browser بہتر ہے: تب اس فون یا کمپیوٹر پر کم نشان رہتے ہیں۔",
  "start.box": "ہماری خط پیٹی",
  "start.every": {
    "=1": "پیٹی ہر روز خالی کی جاتی ہے۔",
    one: "پیٹی ہر {n} دن بعد خالی کی جاتی ہے۔",
    other: "پیٹی ہر {n} دن بعد خالی کی جاتی ہے۔"
  },
  "start.emptied": "پیٹی پچھلی بار {day} کو خالی ہوئی تھی۔",
  "start.trust": "کیا اس صفحے پر بھروسا کیا جا سکتا ہے؟",
  "start.trust-text": "جس کے ہاتھ میں اس کے پیچھے کی مشین ہے، وہ آپ کو کوئی اور صفحہ دکھا سکتا ہے۔ اس لیے اخبار اس کی ہر فائل پر دستخط کرتا ہے، اور باہر کے لوگ انہیں ملاتے ہیں۔ صفحہ کچھ یاد نہیں رکھتا، اس لیے پڑھنے والوں کی پرانی فہرست نہیں پہچان سکتا؛ ”tip“ پروگرام پہچان سکتا ہے۔",
  "start.languages": "ہم ان زبانوں میں پڑھتے ہیں: {languages}۔",
  "write.title": "ہمیں بتائیں",
  "write.box": "ہمیں کیا معلوم ہونا چاہیے؟",
  "write.stays": "بھیجنے تک یہ اسی صفحے پر رہتا ہے۔ کی بورڈ لفظ یاد رکھ سکتا ہے؛ پرائیویٹ ٹیب میں اکثر کی بورڈ ایسا نہیں کرتے۔",
  "write.add": "تصویر، ویڈیو یا کاغذ شامل کریں",
  "write.files": "فائلیں",
  "write.desk": "یہ کس کے لیے ہے؟",
  "write.readers": "کون پڑھے",
  "write.reaches": "یہ ان تک جائے گا: {people}۔",
  "write.unreachable": "آج ان تک نہیں پہنچ سکتا: {people}۔",
  "write.nobody": "آج اس ڈیسک پر کسی تک خط نہیں پہنچ سکتا۔ کل آئیں، یا دوسرا ڈیسک چنیں۔",
  "write.choose": "کم از کم ایک شخص چنیں۔",
  "write.empty": "یہاں ابھی کچھ نہیں ہے۔ کچھ لکھیں، یا کوئی فائل شامل کریں۔",
  "write.busy": "ہم ابھی ایک فائل دیکھ رہے ہیں۔",
  "write.undecided": "ایک فائل کے بارے میں آپ کو ابھی طے کرنا ہے۔",
  "file.looking": "فائل دیکھی جا رہی ہے",
  "file.none": "اس میں نکالنے کو کچھ نہ تھا۔",
  "file.taken": "نکال دیا گیا",
  "file.stays-in": "اندر رہے گا",
  "file.remove": "ہٹائیں",
  "file.remove-name": "{name} ہٹائیں",
  "file.evidence": "ثبوت کے طور پر بغیر چھیڑے بھیجیں",
  "file.evidence-why": "تب یہاں لکھا سب کچھ ہم دیکھ سکیں گے۔",
  "file.untouched": "بغیر چھیڑے جائے گی",
  "file.as-is": "جیسی ہے ویسی جائے گی",
  "file.leave-out": "نہ بھیجیں",
  "file.send-as-is": "ایسے ہی بھیجیں",
  "kind.place": "جگہ",
  "kind.device": "فون",
  "kind.time": "وقت",
  "kind.person": "نام",
  "kind.software": "پروگرام",
  "kind.thumbnail": "چھوٹی جھلک",
  "kind.text": "تحریری نوٹ",
  "kind.hidden-data": "چھپا ہوا مواد",
  "kind.edit-history": "پرانی شکلیں",
  "kind.proof": "اصل کا ثبوت",
  "stays.line": "ہم یہ نہیں نکال سکتے: {what}۔",
  "stays.faces": "چہرے اور آوازیں",
  "stays.screens": "تصویر میں اسکرینوں پر جو نظر آئے",
  "stays.sensor-noise": "کیمرے کی اپنی باریک چھاپ",
  "stays.encoder-marks": "بنانے والے پروگرام کے نشان",
  "stays.printer-dots": "کاغذ پر پرنٹر کے چھوڑے نقطے",
  "stays.words": "جو لکھا یا کہا گیا",
  "name.drawing": "آپ کے لیے نام چنا جا رہا ہے",
  "name.here": "یہاں آپ کا نام ہے {name}",
  "name.known": "ہم آپ کو صرف اسی نام سے جانتے ہیں۔",
  "name.another": "دوسرا نام چنیں",
  "name.back": "واپسی کا راستہ",
  "name.keep-numbers": "یہ تین نمبر آپ کو واپس لائیں گے۔ انہیں فون نمبروں کی طرح لکھ لیں؛ ترتیب کوئی بھی ہو۔",
  "name.keep-words": "یہ نو لفظ بھی نمبروں کی طرح آپ کو واپس لائیں گے۔ انہیں اسی ترتیب سے لکھ لیں۔",
  "name.numbers": "نمبر",
  "name.words": "لفظ",
  "name.number": "نمبر {n}",
  "name.word": "لفظ {n}",
  "name.no-copy": "انہیں کاپی کرنے کا بٹن نہیں ہے، کیونکہ کاپی کی ہوئی چیز دوسری ایپس پڑھ سکتی ہیں۔ کاغذ سب سے بہتر ہے، تصویر نہیں۔",
  "name.written": "میں نے لکھ لیے",
  "check.title": "ایک بار پھر، اپنے کاغذ سے",
  "check.why": "اس سے یقین ہو جاتا ہے کہ یہ آپ کو واپس لائیں گے۔",
  "check.digits": "نمبر {n}: ہندسے {a} اور {b}",
  "check.wrong": "جو دکھایا گیا تھا، یہ اس سے الگ ہے۔",
  "check.show": "پھر سے دکھائیں",
  "check.send": "اب بھیجیں",
  "sending.title": "خط راستے میں ہے",
  "sending.stay": "پہنچنے تک یہ صفحہ کھلا رکھیں۔",
  "sending.safe": "{all} میں سے {safe} محفوظ پہنچ گیا۔",
  "sending.first": "تالا لگ رہا ہے اور پہلا ٹکڑا جا رہا ہے۔",
  "sending.letter": "خط خود سب سے آخر میں جاتا ہے۔",
  "sending.minutes": { one: "تقریباً {n} منٹ اور۔", other: "تقریباً {n} منٹ اور۔" },
  "sending.soon": "ایک منٹ سے کم اور۔",
  "sending.pause": "روکیں",
  "sending.paused": "رکا ہوا ہے۔ جو پہنچ گیا، وہ محفوظ ہے۔",
  "sending.busy": "وہاں ابھی بھیڑ ہے۔ جو پہنچ گیا، وہ محفوظ ہے؛ آگے خود چلے گا۔",
  "sending.cut": "رابطہ ٹوٹ گیا۔ جو پہنچ گیا، وہ محفوظ ہے؛ آگے خود چلے گا۔",
  "sent.title": "خط پہنچ گیا",
  "sent.carried": "اب کوئی اسے ہاتھ سے ایسی مشین تک لے جائے گا جس میں کوئی نیٹ ورک نہیں۔ اسے وہیں پڑھا جائے گا۔",
  "sent.when": "{day} کو یا اس کے بعد اپنے کوڈ کے ساتھ پھر آئیں۔",
  "sent.letters": { one: "آپ کا خط زیادہ سے زیادہ {n} دن ہماری راہ دیکھتا ہے۔", other: "آپ کا خط زیادہ سے زیادہ {n} دن ہماری راہ دیکھتا ہے۔" },
  "sent.replies": { one: "جواب {n} دن آپ کی راہ دیکھتا ہے۔", other: "جواب {n} دن آپ کی راہ دیکھتا ہے۔" },
  "sent.originals": "آپ کی اصل فائلیں اب بھی اسی فون یا کمپیوٹر پر ہیں۔",
  "sent.close": "اب آپ یہ ٹیب بند کر سکتے ہیں۔",
  "sent.thread": "رک کر جواب پڑھیں",
  "return.title": "آپ کا کوڈ",
  "return.numbers": "اپنے تین نمبر لکھیں، کسی بھی ترتیب میں۔",
  "return.words": "اپنے نو لفظ ترتیب سے لکھیں۔ ہر لفظ کے تین حرف کافی ہیں۔",
  "return.compare": "تب کچھ آپ کے کاغذ سے الگ ہے۔ ایک بار پھر ملائیں۔",
  "confirm.title": "آپ کا نام {name} ہے؟",
  "confirm.why": "غلط کوڈ کسی اور کا نام دکھاتا ہے۔",
  "confirm.yes": "ہاں",
  "confirm.no": "نہیں، یہ میرا نام نہیں",
  "looking.title": "جواب دیکھے جا رہے ہیں",
  "looking.text": "جواب ہو یا نہ ہو، اس میں اتنا ہی وقت لگتا ہے۔",
  "thread.none": "ابھی کوئی جواب نہیں ہے۔",
  "thread.letters": { one: "ہمارے پاس آپ کا {n} خط ہے۔", other: "ہمارے پاس آپ کے {n} خط ہیں۔" },
  "thread.said": "اب تک",
  "thread.you": "آپ",
  "thread.today": "آج",
  "thread.files": { one: "اور {n} فائل", other: "اور {n} فائلیں" },
  "thread.missing": "اس سے پہلے کا ایک جواب نہیں ملا۔ آپ اسے پھر سے مانگ سکتے ہیں۔",
  "thread.more": "وہاں اور بھی جواب ہیں۔",
  "thread.look": "پھر سے دیکھیں",
  "thread.write": "ہمیں پھر لکھیں",
  "thread.send": "بھیجیں",
  "thread.meet": "یقین کریں کہ بات کس سے ہو رہی ہے",
  "thread.meet-how": "فون پر یا آمنے سامنے، ہر ایک اپنا نمبر پڑھ کر سنائے۔ نمبر ہر روز نئے ہوتے ہیں۔",
  "thread.meet-you": "آپ کہیں",
  "thread.meet-they": "{name} کہیں",
  "state.opened": "{name} نے آپ کا خط کھولا ہے۔",
  "state.being-read": "{name} کے ہاں اسے پڑھا جا رہا ہے۔",
  "state.tell-us-more": "{name} کو اور جاننا ہے۔",
  "state.not-for-us": "{name} اسے آگے نہیں لے جا سکتے۔",
  "state.published": "یہ چھپ چکا ہے۔",
  "clock.title": "کون سی تاریخ صحیح ہے؟",
  "clock.text": "اس فون یا کمپیوٹر پر {device} ہے۔ اخبار کے ہاں {server} ہے۔ کچھ بھی نہیں بھیجا گیا۔",
  "clock.is": "آج {day} ہے",
  again: "پھر کوشش کریں",
  "error.since": "اس کی مدت {day} کو پوری ہو گئی۔",
  "error.line": "{title}۔ {text}",
  "error.error.title": "کچھ کام نہیں ہوا",
  "error.error.text": "اور کچھ نہیں بھیجا گیا۔ پھر کوشش کریں۔",
  "error.offline.title": "رابطہ نہیں ہے",
  "error.offline.text": "کچھ کھویا نہیں ہے۔ رابطہ واپس آنے پر پھر کوشش کریں۔",
  "error.in-app.title": "یہ کھڑکی کسی اور ایپ کی ہے",
  "error.in-app.text": "وہ ایپ ساتھ ساتھ پڑھ سکتی ہے، اس لیے یہاں ہم کچھ نہیں لیتے۔ یہ پتا اپنے براؤزر کے پرائیویٹ ٹیب میں لکھیں:",
  "error.no-crypto.title": "یہ براؤزر خط پر تالا نہیں لگا سکتا",
  "error.no-crypto.text": "کچھ بھی نہیں بھیجا گیا۔ یہ صفحہ Tor Browser میں، یا نئے Firefox یا Chrome میں https والے پتے سے کھولیں۔",
  "error.no-newsroom.title": "اس صفحے کے پیچھے کوئی اخبار نہیں ہے",
  "error.no-newsroom.text": "کچھ بھی نہیں بھیجا گیا۔ یہاں کچھ نہ لکھیں، اور اخبار سے اس کا پتا کسی اور طریقے سے پوچھیں۔",
  "error.not-published.title": "اس اخبار کی پیٹی ابھی کھلی نہیں ہے",
  "error.not-published.text": "کچھ بھی نہیں بھیجا گیا۔ کل آئیں۔",
  "error.no-key.title": "آج کسی تک خط نہیں پہنچ سکتا",
  "error.no-key.text": "کچھ بھی نہیں بھیجا گیا۔ اخبار جب اگلی بار پیٹی خالی کرے گا، تب خط پھر جا سکیں گے؛ کل دیکھیں۔",
  "error.directory.title": "یہ وہ نہیں جس پر اخبار نے دستخط کیے",
  "error.directory.text": "کچھ بھی نہیں بھیجا گیا۔ ابھی یہاں کچھ نہ لکھیں، اور اخبار کو کسی اور طریقے سے بتائیں۔",
  "error.directory-expired.title": "اخبار نے یہ صفحہ نیا نہیں کیا",
  "error.directory-expired.text": "جب تک وہ نئی نہ ہو، کچھ نہیں جائے گا۔ اپنی تاریخ دیکھیں، یا کل آئیں۔",
  "error.directory-older.title": "اخبار کی فہرست پرانی ہے",
  "error.directory-older.text": "کچھ بھی نہیں بھیجا گیا۔ کل آئیں؛ تب بھی ایسا ہی ہو تو اخبار کو کسی اور طریقے سے بتائیں۔",
  "error.wrong-clock.title": "اس فون یا کمپیوٹر کی تاریخ صحیح نہیں ہے",
  "error.wrong-clock.text": "کچھ بھی نہیں بھیجا گیا۔ تاریخ ٹھیک کریں، پھر یہ صفحہ دوبارہ کھولیں۔",
  "error.board.title": "جوابوں کی فہرست خراب ہے",
  "error.board.text": "جو آپ نے بھیجا، وہ محفوظ ہے۔ کل پھر دیکھیں؛ تب بھی ایسا ہی ہو تو اخبار کو کسی اور طریقے سے بتائیں۔",
  "error.broken.title": "کچھ خراب ہو کر پہنچا",
  "error.broken.text": "کچھ کھویا نہیں ہے۔ پھر کوشش کریں؛ تب بھی ایسا ہی ہو تو اخبار کو کسی اور طریقے سے بتائیں۔",
  "error.suite.title": "یہ صفحہ پرانا ہو گیا ہے",
  "error.suite.text": "کچھ کھویا نہیں ہے۔ اسے اخبار کے پتے سے پھر کھولیں۔",
  "error.retired-day.title": "یہ خط اتنا پرانا ہے کہ کھل نہیں سکتا",
  "error.retired-day.text": "اب اسے کوئی نہیں کھول سکتا۔ اسے پھر سے بھیجیں۔",
  "error.too-late.title": "اب آپ کا نام یہی رہے گا",
  "error.too-late.text": "اس نام سے کچھ بھیجا جا چکا ہے۔ جو نمبر آپ کے پاس ہیں، انہیں سنبھال کر رکھیں۔",
  "error.too-long.title": "ایک خط کے لیے یہ بہت لمبا ہے",
  "error.too-long.text": "آپ کا لکھا یہیں ہے۔ اسے مختصر کریں، یا فائل کے طور پر شامل کریں۔",
  "error.unknown.title": "اس طرح کی فائل کے اندر ہم نہیں دیکھ سکتے",
  "error.unknown.text": "وہ بتا سکتی ہے کہ اسے کس نے، کب اور کہاں بنایا۔",
  "error.broken-file.title": "یہ فائل خراب یا ادھوری ہے",
  "error.broken-file.text": "آپ کے بارے میں جو وہ بتاتی ہے، اسے ہم نہیں نکال سکتے۔",
  "error.file-too-complex.title": "یہ فائل الگ ڈھنگ سے بنی ہے",
  "error.file-too-complex.text": "آپ کے بارے میں وہ جو کچھ بتاتی ہے، سب نکل جائے، یہ یقینی نہیں۔",
  "error.no-cleaners.title": "فائلیں صاف کرنے والا حصہ نہیں پہنچا",
  "error.no-cleaners.text": "آپ کی تحریر اور فائل یہیں ہیں۔ رابطہ بہتر ہو تو پھر کوشش کریں۔",
  "error.wrong-code.title": "کوڈ میں کہیں غلطی ہے",
  "error.wrong-code.text": "اپنے کاغذ سے ملائیں۔",
  "error.code-count.title": "کچھ رہ گیا ہے",
  "error.code-count.text": "کوڈ میں تین نمبر یا نو لفظ ہوتے ہیں۔",
  "error.code-length.title": "اس نمبر میں دس ہندسے نہیں ہیں",
  "error.code-length.text": "اپنے کاغذ سے ملائیں۔",
  "error.code-check.title": "یہاں کہیں غلطی ہے",
  "error.code-check.text": "اپنے کاغذ سے ایک ایک کر کے ملائیں۔",
  "error.code-word.title": "یہ لفظ ہماری فہرست میں نہیں ہے",
  "error.code-word.text": "اپنے کاغذ سے ملائیں۔",
  "error.code-twice.title": "دو نمبر ایک جیسے ہیں",
  "error.code-twice.text": "انہیں اپنے کاغذ سے ملائیں۔"
};

// src/text.js
var LOCALES = { en: en_default, ru: ru_default, hi: hi_default, ur: ur_default };
var LANGUAGES = { en: "English", ru: "Русский", hi: "हिन्दी", ur: "اردو" };
var RIGHT_TO_LEFT = /* @__PURE__ */ new Set(["ur"]);
var FORMATS = /* @__PURE__ */ new Map([["en", "en-GB"]]);
var DAY_MS = 864e5;
var SAME_WORDS = new Map([
  ...["size", "broken-letter", "broken-parcel", "broken-reply"].map((code) => (
    /** @type {const} */
    [code, "broken"]
  )),
  ["key-record", "directory"],
  ["unusable-key", "directory"],
  ["not-cleaned", "file-too-complex"]
]);
function firstLanguage(wanted) {
  const codes = wanted.map((tag) => tag.toLowerCase().split("-")[0] ?? "");
  return codes.find((code) => code in LOCALES) ?? "en";
}
var Voice = class {
  /** @param {string} language a key of LOCALES */
  constructor(language) {
    this.language = language;
    this.#format = FORMATS.get(language) ?? language;
    this.direction = RIGHT_TO_LEFT.has(language) ? "rtl" : "ltr";
    this.#locale = LOCALES[language] ?? en_default;
    this.#plural = new Intl.PluralRules(language);
  }
  /** @type {string} */
  #format;
  /** @type {Locale} */
  #locale;
  /** @type {Intl.PluralRules} */
  #plural;
  /**
   * A sentence as pieces, so that a value may be an element.
   * @template T
   * @param {string} key  @param {Record<string, string | number | T>} [values] `n` chooses the plural
   * @returns {(string | T)[]}
   */
  pieces(key, values = {}) {
    const entry = this.#locale[key] ?? key;
    const sentence = typeof entry === "string" ? entry : this.#form(entry, Number(values["n"]));
    return sentence.split(/\{(\w+)\}/).map((piece, index) => {
      if (index % 2 === 0) return piece;
      const value = values[piece] ?? "";
      return typeof value === "number" ? this.number(value) : value;
    });
  }
  /** "=1" is that very number, the others are Unicode's classes. @param {Record<string, string>} entry  @param {number} n */
  #form(entry, n) {
    return entry[`=${n}`] ?? entry[this.#plural.select(n)] ?? entry["other"] ?? "";
  }
  /** A sentence. @param {string} key  @param {Record<string, string | number>} [values]  @returns {string} */
  say(key, values) {
    return this.pieces(key, values).join("");
  }
  /** What an error's code says. @param {string} code  @returns {{title: string, text: string}} */
  error(code) {
    const shared = SAME_WORDS.get(code) ?? code;
    const known = `error.${shared}.title` in this.#locale ? shared : "error";
    return { title: this.say(`error.${known}.title`), text: this.say(`error.${known}.text`) };
  }
  /** The same in one line. @param {string} code  @returns {string} */
  errorLine(code) {
    return this.say("error.line", this.error(code));
  }
  /** @param {number} value  @returns {string} */
  number(value) {
    return new Intl.NumberFormat(this.#format).format(value);
  }
  /** "24 November". @param {number} day whole days since 1970-01-01 UTC  @returns {string} */
  day(day) {
    const format = { day: "numeric", month: "long", timeZone: "UTC" };
    return new Intl.DateTimeFormat(
      this.#format,
      /** @type {Intl.DateTimeFormatOptions} */
      format
    ).format(day * DAY_MS);
  }
  /** "24 November 2026". @param {number} day  @returns {string} */
  fullDay(day) {
    return new Intl.DateTimeFormat(this.#format, { dateStyle: "long", timeZone: "UTC" }).format(day * DAY_MS);
  }
  /** "2.1 MB". @param {number} bytes  @returns {string} */
  size(bytes) {
    const [unit, divisor] = bytes < 1e6 ? ["kilobyte", 1e3] : bytes < 1e9 ? ["megabyte", 1e6] : ["gigabyte", 1e9];
    const value = bytes / divisor;
    const digits = unit === "kilobyte" || value >= 100 ? 0 : 1;
    const shown = digits === 0 && bytes > 0 ? Math.max(value, 1) : value;
    const size = new Intl.NumberFormat(this.#format, { style: "unit", unit, maximumFractionDigits: digits }).format(shown);
    return this.direction === "rtl" ? `⁦${size}⁩` : size;
  }
  /** "a, b and c". @param {readonly string[]} items  @returns {string} */
  list(items) {
    return new Intl.ListFormat(this.#format).format(items);
  }
  /** The name of a language. @param {string} code  @returns {string} */
  languageName(code) {
    return new Intl.DisplayNames(this.#format, { type: "language" }).of(code) ?? code;
  }
  /** What the newsroom wrote in several languages. @param {Readonly<Record<string, string>>} texts  @returns {string} */
  theirs(texts2) {
    return texts2[this.language] ?? texts2["en"] ?? Object.values(texts2)[0] ?? "";
  }
};

// ../../protocol/data/names.txt
var names_default = "Aarav\nAarti\nAbayomi\nAbbas\nAbdi\nAbena\nAbhay\nAbhijit\nAbhinav\nAbiola\nAbyasa\nAchilleas\nAdaeze\nAdanech\nAdanna\nAdedayo\nAdel\nAdelina\nAdeola\nAdewale\nAdham\nAdiarja\nAdile\nAditi\nAdnan\nAdvait\nAdwoa\nAfaf\nAfshin\nAfua\nAgata\nAgathe\nAgnese\nAgnieszka\nAgus\nAgustin\nAhanu\nAhohako\nAhu\nAida\nAigerim\nAiguo\nAiko\nAisulu\nAiyana\nAjay\nAjeng\nAkane\nAkari\nAkbar\nAkemi\nAkhil\nAkihiro\nAkito\nAklilu\nAkmal\nAkpene\nAksel\nAkshay\nAlaa\nAlain\nAlberto\nAlejandra\nAlejo\nAleki\nAleksei\nAlemu\nAlfonso\nAlfred\nAlice\nAlicia\nAlinta\nAliya\nAllira\nAlmaz\nAlmudena\nAlofa\nAlok\nAlper\nAltay\nAlyona\nAmadou\nAmahle\nAmaka\nAmani\nAmelie\nAmihan\nAminata\nAmira\nAmitabh\nAmoin\nAmol\nAmrita\nAnahit\nAnanya\nAnaru\nAnas\nAnastasia\nAnatoly\nAnders\nAndika\nAndonis\nAndrei\nAndris\nAndrzej\nAngela\nAngelica\nAnggun\nAnil\nAnindya\nAnirudh\nAnisa\nAnjali\nAnjum\nAnong\nAnoop\nAnora\nAnsh\nAntoine\nAnton\nAntonina\nAnupam\nAnuradha\nAoi\nAparna\nApinya\nApirana\nApostolos\nAput\nArash\nArax\nArben\nArchana\nArdalan\nAreej\nAreum\nArezu\nArief\nAriela\nArinze\nAris\nArkady\nArmin\nArnav\nArno\nArnulfo\nArpine\nArseny\nArtemis\nArthit\nArturo\nAruna\nArundhati\nArvind\nArvydas\nArwa\nAryani\nAsahi\nAshok\nAshwin\nAslan\nAsli\nAsmaa\nAssane\nAssetou\nAster\nAthina\nAtif\nAtoosa\nAtul\nAudrey\nAugust\nAung\nAviaja\nAvigail\nAvital\nAvtandil\nAwad\nAya\nAyame\nAyanda\nAyelet\nAyfer\nAygul\nAyman\nAyodele\nAyokunle\nAysun\nAyten\nAyumi\nAzamat\nAzar\nAziza\nAzizbek\nAzmera\nAzra\nAzucena\nBabajide\nBabak\nBabatunde\nBabita\nBadr\nBahadir\nBahareh\nBahija\nBakary\nBakyt\nBalwant\nBambang\nBandile\nBanu\nBaptiste\nBaran\nBarasa\nBarbara\nBartosz\nBasel\nBasim\nBasma\nBassam\nBatoul\nBautista\nBayani\nBayar\nBeata\nBeatrice\nBegaim\nBehnam\nBehrouz\nBekele\nBekzat\nBelaynesh\nBelgin\nBenedikt\nBenicio\nBenjamin\nBerhane\nBerivan\nBerk\nBerna\nBernardo\nBesa\nBeste\nBettina\nBeyene\nBeyza\nBezawit\nBharat\nBharti\nBhaskar\nBhavna\nBhupesh\nBidzina\nBijan\nBilge\nBimal\nBintou\nBirsen\nBirtukan\nBiruk\nBisi\nBita\nBjork\nBlanca\nBoaz\nBogumil\nBohdan\nBohuslav\nBongani\nBoonmee\nBoonsri\nBoram\nBoris\nBorzu\nBoubacar\nBounmy\nBounthan\nBowen\nBrahim\nBranka\nBrendan\nBrinda\nBronislav\nBruno\nBudi\nBuhle\nBurak\nBurcu\nBusara\nBusisiwe\nButhaina\nCaetano\nCahyo\nCaio\nCallum\nCamila\nCaner\nCansu\nCarlos\nCarmelita\nCarmen\nCatalina\nCatherine\nCeline\nCelso\nCem\nCeren\nCeyda\nCeylan\nCezary\nChabela\nChalerm\nChaminda\nChanchai\nChanda\nChanthy\nChanwoo\nChea\nChelagat\nChenoa\nChepkemoi\nCherono\nChetan\nChhaya\nChiaki\nChidi\nChie\nChika\nChikondi\nChinara\nChinwe\nChioma\nChirag\nChirchir\nChisomo\nChiyo\nChoden\nChristine\nChristos\nChunhua\nChunmei\nChyngyz\nCiaran\nClaudia\nClovis\nColette\nColin\nConor\nConsuelo\nCorentin\nCormac\nCornelia\nCoumba\nCrisanto\nCristobal\nCyril\nDaeun\nDagmar\nDagmawi\nDahye\nDaisuke\nDaiva\nDajeong\nDalisay\nDamaris\nDamian\nDamini\nDamir\nDandan\nDaniil\nDanilo\nDaniyar\nDaria\nDaulet\nDavi\nDavor\nDawa\nDawit\nDebora\nDeepak\nDeepti\nDeirdre\nDelara\nDemet\nDemetrio\nDenis\nDerartu\nDereje\nDerya\nDesislav\nDespina\nDesta\nDevdas\nDevrim\nDewi\nDhruv\nDiaa\nDiarmuid\nDiarra\nDiego\nDiep\nDietmar\nDihya\nDilbar\nDilek\nDilnoza\nDilshan\nDilshod\nDimas\nDinara\nDinesh\nDipika\nDjeneba\nDjibril\nDolores\nDomingas\nDomingo\nDonatella\nDorota\nDoudou\nDoyun\nDragana\nDriss\nDuangjai\nDuha\nDulce\nDumisani\nDuygu\nDzifa\nEbele\nEbru\nEce\nEden\nEdgardo\nEdith\nEdiz\nEdna\nEduarda\nEfim\nEfrat\nEgle\nEiji\nEileen\nEilidh\nEirik\nEitan\nEjike\nEkaterina\nEkene\nEkin\nEkua\nEladio\nElaheh\nElchin\nEldar\nEleni\nElenoa\nElham\nElias\nEliezer\nElikem\nElke\nElnaz\nElnur\nEloisa\nElpida\nElvan\nElzbieta\nEmiko\nEmil\nEmilia\nEmine\nEmrah\nEnam\nEndang\nEnder\nEneko\nEngin\nEnkhtuya\nEnrico\nEnyonam\nErcan\nErdem\nErica\nErlinda\nErnesto\nErnst\nErol\nErsin\nEsfandiar\nEsha\nEsmee\nEstela\nEsther\nEtienne\nEtsuko\nEugen\nEugenia\nEunice\nEusebio\nEvren\nEwa\nEyram\nEzequiel\nEzinne\nFabiana\nFadia\nFahd\nFairuz\nFaizal\nFajar\nFangfang\nFanta\nFarai\nFaraja\nFaramarz\nFaranak\nFares\nFarhad\nFariba\nFarid\nFarooq\nFarrukh\nFarshid\nFarzaneh\nFaten\nFatih\nFatmir\nFausto\nFawzi\nFayez\nFederico\nFemi\nFemke\nFenghua\nFerda\nFereshta\nFerhat\nFeride\nFernanda\nFerroudja\nFeruza\nFeryal\nFetra\nFetu\nFidan\nFigen\nFiifi\nFikre\nFilip\nFiras\nFiroz\nFitri\nFlavia\nFlorencia\nFlutura\nFodio\nForough\nFouad\nFrancisca\nFreya\nFrida\nFriedrich\nFunda\nFunmilayo\nFuraha\nFuyuko\nGacheri\nGagan\nGagik\nGalih\nGalina\nGamze\nGanza\nGargi\nGaston\nGatete\nGaurav\nGautam\nGayane\nGbenga\nGeeta\nGenaro\nGennady\nGeoffrey\nGeorgi\nGeorgios\nGeraldo\nGetachew\nGetnet\nGevorg\nGezim\nGhada\nGhaith\nGhalia\nGhassan\nGhazala\nGhizlane\nGideon\nGilad\nGilang\nGilberto\nGintaras\nGiorgia\nGirma\nGiti\nGleb\nGocha\nGolnaz\nGonul\nGonzalo\nGoran\nGordana\nGoro\nGraciela\nGrazyna\nGregorio\nGrigori\nGuadalupe\nGudrun\nGuido\nGuiying\nGulalai\nGulistan\nGulnara\nGulsen\nGulshan\nGulzar\nGunay\nGunel\nGunnar\nGuntis\nGurdeep\nGurpreet\nGustav\nGwen\nGwilym\nGyula\nHabib\nHabibeh\nHabtamu\nHadas\nHadeel\nHadiza\nHafdis\nHafiz\nHagar\nHaidar\nHaitham\nHaizea\nHakima\nHala\nHalidu\nHalimah\nHaluk\nHalyna\nHamed\nHanako\nHanan\nHanbyeol\nHani\nHanna\nHanneke\nHaoran\nHaoyu\nHarald\nHarish\nHarry\nHartono\nHaru\nHaruka\nHaruto\nHasitha\nHaslina\nHasmik\nHassatou\nHayato\nHayk\nHayoon\nHazal\nHazem\nHector\nHedi\nHeike\nHeikki\nHelen\nHelga\nHelmut\nHema\nHendrik\nHengameh\nHenryk\nHeriberto\nHernan\nHerve\nHery\nHessa\nHevin\nHiba\nHideki\nHien\nHikari\nHilario\nHilma\nHinemoa\nHiroko\nHirut\nHisako\nHisham\nHitesh\nHitomi\nHlengiwe\nHodan\nHongmei\nHonoka\nHooman\nHoracio\nHoushang\nHovhannes\nHripsime\nHtun\nHugo\nHuia\nHuifang\nHulya\nHumaira\nHuong\nHusam\nHyejin\nHyerim\nHyunwoo\nIbrahima\nIbtisam\nIdir\nIdris\nIdrissa\nIeva\nIfeoma\nIfrah\nIgnacio\nIgnat\nIgor\nIhab\nIhaia\nIkenna\nIkhsan\nIkram\nIla\nIlkay\nIlknur\nIlona\nIlze\nImran\nInbal\nInci\nIndah\nIndrani\nInes\nInna\nInonge\nInuk\nIoannis\nIolana\nIpek\nIraj\nIrakli\nIrem\nIrfan\nIryna\nIsagani\nIshaan\nIshara\nIshita\nIsikeli\nIskandar\nIsmail\nIsolde\nIsra\nIssoufou\nIstvan\nItamar\nItzel\nIvana\nIveta\nIzumi\nJabali\nJabir\nJabulani\nJacek\nJacira\nJacques\nJadranka\nJadwiga\nJaehyun\nJaemin\nJagdish\nJagoda\nJahan\nJahangir\nJaime\nJamal\nJames\nJamshid\nJanaina\nJanis\nJanne\nJarmila\nJarmo\nJasleen\nJasmeet\nJasna\nJatin\nJawhara\nJayant\nJedda\nJeevan\nJelani\nJepkosgei\nJeroen\nJeronimo\nJerzy\nJharna\nJianguo\nJianhua\nJiayi\nJibek\nJide\nJihoon\nJingyi\nJinlong\nJiri\nJiwoo\nJiyan\nJoana\nJoaquin\nJohanna\nJoko\nJoowon\nJordi\nJorge\nJosefina\nJovan\nJukka\nJulian\nJulieta\nJuliette\nJuma\nJumoke\nJunseo\nJurate\nJussara\nJustino\nJutta\nJyoti\nKabongo\nKadiatou\nKadir\nKaede\nKafui\nKagendo\nKagiso\nKahealani\nKahina\nKaia\nKainoa\nKairat\nKaito\nKajal\nKalani\nKaleo\nKalliope\nKalliyan\nKalonji\nKalpana\nKamala\nKamarul\nKamau\nKambiz\nKamil\nKaming\nKamran\nKamyar\nKanat\nKandie\nKanika\nKanok\nKanykei\nKapono\nKaram\nKarel\nKarine\nKarma\nKartik\nKasimir\nKasper\nKatalin\nKatlego\nKatrin\nKatsumi\nKatya\nKaushik\nKaveh\nKavita\nKawthar\nKazuo\nKeala\nKeanu\nKebede\nKehinde\nKeith\nKekoa\nKelechi\nKemal\nKemuning\nKendi\nKenneth\nKenta\nKeoni\nKerem\nKerstin\nKeti\nKetut\nKeyvan\nKhadra\nKhalida\nKhalil\nKhamla\nKhamphet\nKhanyi\nKhaoula\nKhatia\nKhoa\nKhulan\nKhuloud\nKianoush\nKibet\nKidist\nKidlat\nKiele\nKimia\nKinan\nKinga\nKioko\nKiona\nKipchoge\nKiplagat\nKirill\nKirra\nKirsten\nKirti\nKishore\nKittisak\nKlara\nKlaus\nKobina\nKodjo\nKohei\nKoji\nKolab\nKondwani\nKorkut\nKossi\nKostas\nKotaro\nKoyel\nKristian\nKrzysztof\nKsenia\nKudzai\nKumiko\nKumudini\nKurnia\nKusal\nKutlwano\nKwadwo\nKwamboka\nKwame\nKwasi\nKweku\nKyaw\nKyungmin\nLadan\nLadi\nLaerte\nLahcen\nLalaina\nLalit\nLama\nLambros\nLamine\nLaniakea\nLanre\nLanying\nLarisa\nLars\nLasith\nLatha\nLatifa\nLatsamy\nLaura\nLaurent\nLautaro\nLayal\nLayla\nLaziz\nLeandro\nLech\nLeela\nLeen\nLefteris\nLelisa\nLencho\nLeocadia\nLeonid\nLeopoldo\nLesya\nLeticia\nLev\nLevan\nLevent\nLhamo\nLidia\nLigaya\nLihua\nLiling\nLimbani\nLinas\nLinh\nLintang\nLiridona\nLiron\nLisandro\nLishan\nLjubica\nLorena\nLouay\nLowanna\nLuamba\nLubomir\nLucas\nLuciana\nLucio\nLudovic\nLudwig\nLuigi\nLuisa\nLujain\nLuka\nLuuk\nLuz\nLwazi\nLyubov\nMaarja\nMaarten\nMacarena\nMacharia\nMaciej\nMadhavi\nMadhur\nMadina\nMagda\nMagdalena\nMagnus\nMahendra\nMahesh\nMahir\nMahmoud\nMahnaz\nMahtab\nMai\nMaile\nMaimouna\nMajed\nMajida\nMakar\nMakeba\nMakisig\nMaksim\nMalak\nMalalai\nMalati\nMalia\nMaly\nMamoru\nManal\nManana\nMandeep\nMane\nManeesh\nManfred\nMangala\nManish\nManivone\nManju\nManoj\nMansi\nManuela\nMarcelo\nMargarito\nMariama\nMariano\nMarija\nMarion\nMarisol\nMarjani\nMarko\nMarlee\nMarta\nMartin\nMarwan\nMaryna\nMasato\nMasika\nMassin\nMateusz\nMatias\nMatilde\nMatvei\nMaulana\nMauro\nMawuli\nMaximo\nMayara\nMaysa\nMazen\nMazlan\nMbali\nMbuyi\nMeena\nMeerim\nMegan\nMeghna\nMegumi\nMehak\nMehdi\nMehran\nMehrdad\nMeilin\nMeir\nMelanie\nMelek\nMelpomeni\nMeltem\nMengyao\nMerav\nMeron\nMert\nMeryem\nMesfin\nMetin\nMicaela\nMichal\nMichelle\nMichiko\nMieko\nMihaka\nMijin\nMikhail\nMilagros\nMilan\nMilena\nMilica\nMiloslav\nMinato\nMingyu\nMinho\nMinjun\nMinseo\nMiora\nMireia\nMireille\nMirjeta\nMitsuko\nMiyoung\nMiyuki\nMladen\nMoataz\nModibo\nModou\nMohan\nMohini\nMohsen\nMoises\nMojgan\nMomoka\nMonique\nMonserrat\nMoshe\nMouloud\nMoumita\nMounir\nMphatso\nMridula\nMugisha\nMuhannad\nMujinga\nMukami\nMukesh\nMulenga\nMulu\nMumbua\nMumtaz\nMuna\nMunkh\nMunther\nMurad\nMuriel\nMutale\nMutesi\nMuthoni\nMutiso\nMwamba\nMwansa\nMwende\nMwikali\nMyat\nMykhailo\nMykola\nMzia\nNaama\nNabil\nNada\nNadege\nNader\nNadezhda\nNadine\nNahed\nNahla\nNajib\nNajwa\nNalan\nNaledi\nNamita\nNamjoon\nNamono\nNamukolo\nNandi\nNangyalai\nNanjala\nNao\nNaoko\nNaomi\nNaresh\nNargiza\nNarong\nNaseem\nNashipae\nNasieku\nNasreen\nNasrin\nNastya\nNatalio\nNatasha\nNatela\nNawal\nNazanin\nNdapewa\nNdidi\nNeel\nNeeraj\nNela\nNelida\nNenad\nNenita\nNermin\nNeslihan\nNetanel\nNevena\nNgaio\nNgaire\nNgozi\nNguyet\nNhung\nNiall\nNicolae\nNidal\nNihat\nNikhil\nNikita\nNikolai\nNilanthi\nNilay\nNilgun\nNilofer\nNils\nNilufar\nNimisha\nNimrod\nNina\nNingning\nNiran\nNiranjan\nNirmala\nNishant\nNiusha\nNiyonzima\nNizar\nNizhoni\nNjambi\nNjeri\nNjoroge\nNkechi\nNkem\nNkosana\nNneka\nNnenna\nNobuhle\nNobuko\nNodar\nNoelani\nNoelia\nNoli\nNomin\nNomvula\nNonhle\nNoor\nNorbu\nNorhayati\nNoriko\nNormunds\nNoura\nNuno\nNuray\nNurit\nNurlan\nNwachi\nNyakio\nNyambura\nNyokabi\nNzinga\nObinna\nOchieng\nOctavio\nOdhiambo\nOfelia\nOfer\nOfra\nOgechi\nOkello\nOkoth\nOksana\nOktay\nOlaide\nOleg\nOlena\nOlga\nOlim\nOliver\nOluchi\nOlufemi\nOluwaseun\nOmaira\nOmar\nOmondi\nOmotola\nOnur\nOnyango\nOnyeka\nOpio\nOrest\nOriol\nOrkhan\nOrla\nOrlando\nOsagie\nOsaze\nOscar\nOsnat\nOstap\nOtieno\nOtto\nOusmane\nOwino\nOxana\nOzgur\nOzlem\nPaavo\nPablo\nPadma\nPadraig\nPailin\nPakorn\nPalesa\nPaloma\nPanagiota\nPanashe\nPaora\nPape\nParul\nParveen\nParvin\nParvona\nPasang\nPashtana\nPatrick\nPaulina\nPavel\nPavlos\nPedro\nPegah\nPejman\nPelagia\nPelin\nPenda\nPenelope\nPengfei\nPensri\nPerlita\nPertiwi\nPetar\nPetros\nPhairoh\nPhilippa\nPhouvong\nPhyu\nPimchanok\nPiotr\nPipaluk\nPlamen\nPohamba\nPolina\nPoonam\nPorfirio\nPouya\nPrabha\nPradeep\nPrakash\nPramod\nPranav\nPrasad\nPrasert\nPrasetyo\nPrateek\nPratibha\nPredrag\nPreecha\nPriti\nPriya\nPuanani\nPuja\nPuneet\nPuspita\nQiang\nQingyun\nQiuyue\nQuilla\nQusai\nQuyen\nQuynh\nRabab\nRachid\nRadek\nRadmila\nRadomir\nRaffi\nRafif\nRaghav\nRaghda\nRagnar\nRagnhild\nRahaf\nRahel\nRahmah\nRaisa\nRajani\nRakoto\nRalph\nRameez\nRamesh\nRami\nRamona\nRangga\nRangi\nRania\nRanjit\nRano\nRaquel\nRasha\nRashmi\nRasmus\nRatna\nRattana\nRavaka\nRawiri\nRayan\nRebeca\nRebin\nRecai\nReem\nRefik\nRefilwe\nRehua\nReiko\nReinhard\nRekha\nRenato\nRenu\nRetno\nRevaz\nRezan\nRicardo\nRichard\nRigoberto\nRiku\nRima\nRini\nRishi\nRivka\nRiyad\nRizky\nRobel\nRoberta\nRocio\nRodrigo\nRoger\nRojda\nRojin\nRolando\nRoman\nRomina\nRongomai\nRosalba\nRosalinda\nRosario\nRoshan\nRosli\nRostislav\nRozalia\nRubina\nRuchi\nRudo\nRukhsana\nRukia\nRupert\nRuslan\nRustam\nRuta\nRutendo\nRuwan\nRuzanna\nSaad\nSaadah\nSabah\nSachiko\nSachin\nSadio\nSaeed\nSaerom\nSafiatou\nSahar\nSajid\nSakda\nSaki\nSakura\nSalam\nSaleh\nSalome\nSalvador\nSaman\nSamaneh\nSamanta\nSameera\nSamia\nSampath\nSamvel\nSanaa\nSanath\nSandhya\nSandip\nSandro\nSanele\nSangwoo\nSanjana\nSanjay\nSantiago\nSantosh\nSaoirse\nSaqib\nSara\nSarala\nSarawut\nSarita\nSarnai\nSarojini\nSatish\nSatoru\nSatria\nSatsuki\nSavva\nSawsan\nSayaka\nSayuri\nSean\nSebastian\nSedef\nSedinam\nSefa\nSegun\nSeini\nSekar\nSelasi\nSelcuk\nSelim\nSello\nSelma\nSelorm\nSemisi\nSemyon\nSenzo\nSeojun\nSepehr\nSepideh\nSerap\nSergei\nSergio\nSerkan\nSetareh\nSeulgi\nSevda\nSeverino\nSevgi\nSevil\nSeydou\nSeynabou\nSeyoum\nShabana\nShabnam\nShadab\nShadi\nShahid\nShahram\nShaima\nShanshan\nSharad\nSharon\nShashi\nShatha\nSheela\nShehu\nSherif\nSherzod\nShideh\nShigeru\nShilan\nShimon\nShingai\nShinobu\nShiori\nShira\nShirzad\nShlomo\nShoaib\nShobha\nShokhrukh\nShoshana\nShota\nShpresa\nShruti\nShubham\nShushan\nShweta\nSiamak\nSiaosi\nSiavash\nSibel\nSibusiso\nSiddharth\nSidiki\nSieun\nSigurd\nSiham\nSilvana\nSilvia\nSimona\nSimphiwe\nSinead\nSiobhan\nSione\nSipho\nSiriwan\nSitora\nSiuling\nSiyabonga\nSiyu\nSneha\nSnezana\nSohrab\nSokha\nSoledad\nSolomon\nSomchai\nSomjai\nSomphone\nSongul\nSonia\nSoomin\nSoraya\nSoren\nSothea\nSouleyman\nSousan\nSoyeon\nSpogmai\nSpyros\nSreymom\nStanislav\nStefan\nStefania\nSteffen\nStella\nStorai\nSuat\nSubhash\nSubira\nSuchada\nSuchitra\nSudha\nSudhir\nSuhail\nSuharti\nSujata\nSujin\nSukhe\nSukhon\nSukma\nSukran\nSumire\nSumit\nSunanda\nSundar\nSunghoon\nSungmin\nSunil\nSunita\nSupriya\nSuraj\nSuresh\nSushil\nSutrisno\nSuzan\nSuzume\nSvea\nSvetlana\nSwati\nTaban\nTadashi\nTadeo\nTadesse\nTadeusz\nTadhg\nTaeyang\nTahani\nTahira\nTaika\nTainara\nTaisia\nTaiwo\nTakoda\nTalal\nTali\nTamara\nTamati\nTamer\nTamiko\nTamuna\nTangeni\nTanina\nTanmay\nTanoa\nTanvi\nTaras\nTarcila\nTarek\nTashi\nTasneem\nTatenda\nTatiana\nTavake\nTeguh\nTehya\nTejas\nTekle\nTemuri\nTendai\nTengiz\nTenzin\nTeodora\nTesfaye\nTetsuya\nTeuta\nTevita\nThabiso\nThabo\nThandeka\nThanh\nTheary\nTheodoros\nTherese\nThiago\nThida\nThilini\nThiri\nThoko\nThokozani\nThulasi\nThuraya\nThuy\nTigist\nTigran\nTihomir\nTilda\nTimote\nTinashe\nTinatin\nTingting\nTirta\nTirunesh\nTiziri\nToa\nTojo\nTomas\nTomoko\nToru\nToshiko\nTouraj\nTraian\nTrang\nTrisha\nTristan\nTrond\nTsepo\nTsetseg\nTshala\nTsukasa\nTuan\nTumelo\nTuncay\nTupou\nTurgut\nTuya\nTuyet\nTzipora\nUche\nUchenna\nUday\nUgochi\nUgur\nUjarak\nUlan\nUlises\nUlrich\nUlyana\nUmesh\nUmida\nUmut\nUnal\nUnathi\nUpendo\nUrmila\nUrsula\nUsman\nUtomo\nUwase\nUwe\nUzoma\nVadim\nVaea\nVaibhav\nVaimiti\nVaitea\nVakhtang\nValdir\nValentin\nValon\nValtteri\nVandana\nVanessa\nVangelis\nVardan\nVarsha\nVarun\nVasant\nVasil\nVeerle\nVelimir\nVentura\nVera\nVerena\nVeronica\nVesna\nVibol\nVicente\nVidya\nVijay\nVikas\nViktor\nViktoriya\nVilhelm\nVimala\nVineet\nVioleta\nVipul\nVirgilio\nVitaly\nVivek\nVivian\nVjosa\nVlasta\nVoahangy\nVojtech\nVugar\nVuk\nVuyo\nWael\nWafaa\nWahyu\nWaimarie\nWaiola\nWajdi\nWakana\nWaldo\nWale\nWalid\nWalter\nWambui\nWangari\nWanida\nWanjiku\nWaqar\nWarda\nWassim\nWayra\nWazhma\nWenjing\nWerner\nWichai\nWidad\nWiebke\nWinona\nWinta\nWiremu\nWiroj\nWojciech\nXenia\nXiaoli\nXiaoming\nXinyi\nXiuying\nXochitl\nXolani\nXueqin\nYadanar\nYadira\nYahya\nYakubu\nYalda\nYamina\nYana\nYanti\nYanyan\nYaroslav\nYarran\nYasemin\nYash\nYasin\nYasuo\nYating\nYavuz\nYazid\nYegor\nYelena\nYeliz\nYerin\nYeseul\nYesim\nYewande\nYichen\nYigal\nYihan\nYildiz\nYimin\nYingjie\nYlva\nYohannes\nYolanda\nYonas\nYongqiang\nYoungmi\nYousra\nYoussou\nYuko\nYuliana\nYuliya\nYumna\nYupin\nYuri\nYusuf\nYusuke\nYuxuan\nYuzuki\nYves\nYvette\nZacharias\nZafer\nZahedeh\nZaid\nZakia\nZaleha\nZarghuna\nZarina\nZaruhi\nZaven\nZaw\nZawadi\nZbigniew\nZdenka\nZeba\nZeenat\nZeina\nZenebech\nZerrin\nZeynep\nZhenzhen\nZhiqiang\nZhiwei\nZiad\nZinaida\nZineb\nZinhle\nZiva\nZixuan\nZiyi\nZlata\nZmarai\nZoe\nZofia\nZohar\nZoila\nZoya\nZsolt\nZuberu\nZuhair\nZulema\nZulfiqar\nZulfiya\nZulkifli\nZurab\nZuzana\n";

// ../../protocol/data/unkind.txt
var unkind_default = "abandoned\nabdomen\nabhorrence\nabnormal\nabrasion\nabyss\nachiness\naffidavit\nafraid\nagency\naggressor\naghast\nagitate\nagnostic\nagonizing\naidless\naimlessly\naliens\nambulance\nammunition\namnesty\nanxiety\naorta\napnea\naristocrat\narsonist\nasbestos\nashamed\nasinine\nasocial\natrocious\nawkward\nbabbling\nbadass\nbazooka\nblade\nbody\nbogusness\nbossiness\nbuddhist\nbusboy\nbuzzard\ncage\ncaucasian\ncensus\ncesspool\nclergyman\ncoathanger\ncobweb\ncohabitate\ncrib\nculprit\ncynicism\ndagger\ndastardly\ndaughter\ndealer\ndebris\ndeepness\ndehydrator\ndemocrat\ndeodorant\nderanged\ndilated\ndizziness\ndoll\ndozed\ndroppings\ndubiously\ndumpster\ndwarfism\ndwindling\ndynamite\ndyslexia\neccentric\necstasy\neditor\neelworm\neerie\negomaniac\nejection\nelderly\neliminator\nelongated\nenforcer\nenormous\nepidemic\nerratic\neskimo\nesophagus\nestrogen\neulogy\neuthanize\nevidence\nexfoliate\nexorcist\nexplode\nfamily\nfederal\nfeigned\nfemur\nfeudalist\nfeverish\nfictitious\nfillet\nfleshiness\ngallstone\ngaslight\ngetaway\nghoulishly\ngibberish\ngiddiness\ngnarly\ngoatskin\ngooey\ngovernor\ngrumbling\nguerrilla\ngullible\ngutless\ngynecology\nhacking\nhaggard\nhandgun\nhaughty\nhefty\nheinously\nhemoglobin\nhesitation\nhuff\nhugeness\nhushing\nidiocy\nidly\nimbecile\nimitator\nimmigrant\nirksome\njabbering\njailhouse\njaundice\njawbreaker\njaywalker\njealous\njeopardize\njezebel\njockstrap\njudiciary\njumpiness\njunkyard\njuror\nkamikaze\nkissing\nkneecap\nknickers\nlaryngitis\nlaxative\nlazybones\nleukemia\nlewdness\nliability\nlimousine\nlint\nlistless\nlitter\nliverwurst\nlubricant\nludicrous\nluridness\nluscious\nmaimed\nmalformed\nmassager\nmoaning\nmoisture\nmoonshine\nmortuary\nmosquito\nmuckiness\nmugshot\nmule\nmummy\nmundane\nmutation\nnastiness\nnatives\nnefarious\nnemesis\nneoliberal\nnephew\nnervously\nnicotine\nniece\nnuclear\nnuisance\nnullify\nnumbing\nobediently\nobituary\nobject\nobliterate\nobnoxious\noiliness\nopium\nopponent\nouthouse\npantyhose\npassport\npauper\npeculiarly\npesticide\nplotted\npneumonia\npodiatrist\npoison\npoking\npoliceman\npoultry\nprune\npry\npseudo\npsychopath\npublisher\npucker\nrampantly\nrancidity\nravishing\nreporter\nrevolver\nridden\nrigidness\nrimmed\nriskily\nrudderless\nruined\nrupture\nsabotage\nsacrifice\nsandworm\nsassy\nsavage\nscythe\nsedative\nsegregator\nseptum\nserpent\nsettler\nseverely\nshack\nshyness\nsiamese\nsibling\nsingles\nskulk\nslapping\nsmelliness\nsmitten\nsmudge\nsneezing\nsniff\nsuction\nsuffocate\nsword\nsynagogue\nsyringes\ntallness\ntanned\nthroat\nthwarting\ntimid\ntirade\ntubeless\ntyrannical\nultrasound\nunarmored\nunbuttoned\nuncle\nunderwear\nunevenness\nunhinge\nunjustly\nunmarked\nunnoticed\nunquenched\nuntied\nuranium\nurologist\nvagrancy\nvanquished\nvaseline\nvertebrae\nvexingly\nvigilante\nvirus\nvixen\nvulnerable\nwanderer\nwidow\nwifeless\nwipeout\nwobbliness\nwomb\nwound\nwrangle\nwreckage\nwrongdoing\nyiddish\nyuppie\nzealot\nzombie\n";

// ../../protocol/data/words.txt
var words_default = "aardvark\nabandoned\nabbreviate\nabdomen\nabhorrence\nabiding\nabnormal\nabrasion\nabsorbing\nabundant\nabyss\nacademy\naccountant\nacetone\nachiness\nacid\nacoustics\nacquire\nacrobat\nactress\nacuteness\naerosol\naesthetic\naffidavit\nafloat\nafraid\naftershave\nagain\nagency\naggressor\naghast\nagitate\nagnostic\nagonizing\nagreeing\naidless\naimlessly\najar\nalarmclock\nalbatross\nalchemy\nalfalfa\nalgae\naliens\nalkaline\nalmanac\nalongside\nalphabet\nalready\nalso\naltitude\naluminum\nalways\namazingly\nambulance\namendment\namiable\nammunition\namnesty\namoeba\namplifier\namuser\nanagram\nanchor\nandroid\nanesthesia\nangelfish\nanimal\nanklet\nannouncer\nanonymous\nanswer\nantelope\nanxiety\nanyplace\naorta\napartment\napnea\napostrophe\napple\napricot\naquamarine\narachnid\narbitrate\nardently\narena\nargument\naristocrat\narmchair\naromatic\narrowhead\narsonist\nartichoke\nasbestos\nascend\naseptic\nashamed\nasinine\nasleep\nasocial\nasparagus\nastronaut\nasymmetric\natlas\natmosphere\natom\natrocious\nattic\natypical\nauctioneer\nauditorium\naugmented\nauspicious\nautomobile\nauxiliary\navalanche\navenue\naviator\navocado\nawareness\nawhile\nawkward\nawning\nawoke\naxially\nazalea\nbabbling\nbackpack\nbadass\nbagpipe\nbakery\nbalancing\nbamboo\nbanana\nbarracuda\nbasket\nbathrobe\nbazooka\nblade\nblender\nblimp\nblouse\nblurred\nboatyard\nbobcat\nbody\nbogusness\nbohemian\nboiler\nbonnet\nboots\nborough\nbossiness\nbottle\nbouquet\nboxlike\nbreath\nbriefcase\nbroom\nbrushes\nbubblegum\nbuckle\nbuddhist\nbuffalo\nbullfrog\nbunny\nbusboy\nbuzzard\ncabin\ncactus\ncadillac\ncafeteria\ncage\ncahoots\ncajoling\ncakewalk\ncalculator\ncamera\ncanister\ncapsule\ncarrot\ncashew\ncathedral\ncaucasian\ncaviar\nceasefire\ncedar\ncelery\ncement\ncensus\nceramics\ncesspool\nchalkboard\ncheesecake\nchimney\nchlorine\nchopsticks\nchrome\nchute\ncilantro\ncinnamon\ncircle\ncityscape\ncivilian\nclay\nclergyman\nclipboard\nclock\nclubhouse\ncoathanger\ncobweb\ncoconut\ncodeword\ncoexistent\ncoffeecake\ncognitive\ncohabitate\ncollarbone\ncomputer\nconfetti\ncopier\ncornea\ncosmetics\ncotton\ncouch\ncoverless\ncoyote\ncoziness\ncrawfish\ncrewmember\ncrib\ncroissant\ncrumble\ncrystal\ncubical\ncucumber\ncuddly\ncufflink\ncuisine\nculprit\ncup\ncurry\ncushion\ncuticle\ncybernetic\ncyclist\ncylinder\ncymbal\ncynicism\ncypress\ncytoplasm\ndachshund\ndaffodil\ndagger\ndairy\ndalmatian\ndandelion\ndartboard\ndastardly\ndatebook\ndaughter\ndawn\ndaytime\ndazzler\ndealer\ndebris\ndecal\ndedicate\ndeepness\ndefrost\ndegree\ndehydrator\ndeliverer\ndemocrat\ndentist\ndeodorant\ndepot\nderanged\ndesktop\ndetergent\ndevice\ndexterity\ndiamond\ndibs\ndictionary\ndiffuser\ndigit\ndilated\ndimple\ndinnerware\ndioxide\ndiploma\ndirectory\ndishcloth\nditto\ndividers\ndizziness\ndoctor\ndodge\ndoll\ndominoes\ndonut\ndoorstep\ndorsal\ndouble\ndownstairs\ndozed\ndrainpipe\ndresser\ndriftwood\ndroppings\ndrum\ndryer\ndubiously\nduckling\nduffel\ndugout\ndumpster\nduplex\ndurable\ndustpan\ndutiful\nduvet\ndwarfism\ndwelling\ndwindling\ndynamite\ndyslexia\neagerness\nearlobe\neasel\neavesdrop\nebook\neccentric\necholess\neclipse\necosystem\necstasy\nedged\neditor\neducator\neelworm\neerie\neffects\neggnog\negomaniac\nejection\nelastic\nelbow\nelderly\nelephant\nelfishly\neliminator\nelk\nelliptical\nelongated\nelsewhere\nelusive\nelves\nemancipate\nembroidery\nemcee\nemerald\nemission\nemoticon\nemperor\nemulate\nenactment\nenchilada\nendorphin\nenergy\nenforcer\nengine\nenhance\nenigmatic\nenjoyably\nenlarged\nenormous\nenquirer\nenrollment\nensemble\nentryway\nenunciate\nenvoy\nenzyme\nepidemic\nequipment\nerasable\nergonomic\nerratic\neruption\nescalator\neskimo\nesophagus\nespresso\nessay\nestrogen\netching\neternal\nethics\netiquette\neucalyptus\neulogy\neuphemism\neuthanize\nevacuation\nevergreen\nevidence\nevolution\nexam\nexcerpt\nexerciser\nexfoliate\nexhale\nexist\nexorcist\nexplode\nexquisite\nexterior\nexuberant\nfabric\nfactory\nfaded\nfailsafe\nfalcon\nfamily\nfanfare\nfasten\nfaucet\nfavorite\nfeasibly\nfebruary\nfederal\nfeedback\nfeigned\nfeline\nfemur\nfence\nferret\nfestival\nfettuccine\nfeudalist\nfeverish\nfiberglass\nfictitious\nfiddle\nfigurine\nfillet\nfinalist\nfiscally\nfixture\nflashlight\nfleshiness\nflight\nflorist\nflypaper\nfoamless\nfocus\nfoggy\nfolksong\nfondue\nfootpath\nfossil\nfountain\nfox\nfragment\nfreeway\nfridge\nfrosting\nfruit\nfryingpan\ngadget\ngainfully\ngallstone\ngamekeeper\ngangway\ngarlic\ngaslight\ngathering\ngauntlet\ngearbox\ngecko\ngem\ngenerator\ngeographer\ngerbil\ngesture\ngetaway\ngeyser\nghoulishly\ngibberish\ngiddiness\ngiftshop\ngigabyte\ngimmick\ngiraffe\ngiveaway\ngizmo\nglasses\ngleeful\nglisten\nglove\nglucose\nglycerin\ngnarly\ngnomish\ngoatskin\ngoggles\ngoldfish\ngong\ngooey\ngorgeous\ngosling\ngothic\ngourmet\ngovernor\ngrape\ngreyhound\ngrill\ngroundhog\ngrumbling\nguacamole\nguerrilla\nguitar\ngullible\ngumdrop\ngurgling\ngusto\ngutless\ngymnast\ngynecology\ngyration\nhabitat\nhacking\nhaggard\nhaiku\nhalogen\nhamburger\nhandgun\nhappiness\nhardhat\nhastily\nhatchling\nhaughty\nhazelnut\nheadband\nhedgehog\nhefty\nheinously\nhelmet\nhemoglobin\nhenceforth\nherbs\nhesitation\nhexagon\nhubcap\nhuddling\nhuff\nhugeness\nhullabaloo\nhuman\nhunter\nhurricane\nhushing\nhyacinth\nhybrid\nhydrant\nhygienist\nhypnotist\nibuprofen\nicepack\nicing\niconic\nidentical\nidiocy\nidly\nigloo\nignition\niguana\nilluminate\nimaging\nimbecile\nimitator\nimmigrant\nimprint\niodine\nionosphere\nipad\niphone\niridescent\nirksome\niron\nirrigation\nisland\nisotope\nissueless\nitalicize\nitemizer\nitinerary\nitunes\nivory\njabbering\njackrabbit\njaguar\njailhouse\njalapeno\njamboree\njanitor\njarring\njasmine\njaundice\njawbreaker\njaywalker\njazz\njealous\njeep\njelly\njeopardize\njersey\njetski\njezebel\njiffy\njigsaw\njingling\njobholder\njockstrap\njogging\njohn\njoinable\njokingly\njournal\njovial\njoystick\njubilant\njudiciary\njuggle\njuice\njujitsu\njukebox\njumpiness\njunkyard\njuror\njustifying\njuvenile\nkabob\nkamikaze\nkangaroo\nkarate\nkayak\nkeepsake\nkennel\nkerosene\nketchup\nkhaki\nkickstand\nkilogram\nkimono\nkingdom\nkiosk\nkissing\nkite\nkleenex\nknapsack\nkneecap\nknickers\nkoala\nkrypton\nlaboratory\nladder\nlakefront\nlantern\nlaptop\nlaryngitis\nlasagna\nlatch\nlaundry\nlavender\nlaxative\nlazybones\nlecturer\nleftover\nleggings\nleisure\nlemon\nlength\nleopard\nleprechaun\nlettuce\nleukemia\nlevers\nlewdness\nliability\nlibrary\nlicorice\nlifeboat\nlightbulb\nlikewise\nlilac\nlimousine\nlint\nlioness\nlipstick\nliquid\nlistless\nlitter\nliverwurst\nlizard\nllama\nluau\nlubricant\nlucidity\nludicrous\nluggage\nlukewarm\nlullaby\nlumberjack\nlunchbox\nluridness\nluscious\nluxurious\nlyrics\nmacaroni\nmaestro\nmagazine\nmahogany\nmaimed\nmajority\nmakeover\nmalformed\nmammal\nmango\nmapmaker\nmarbles\nmassager\nmatchstick\nmaverick\nmaximum\nmayonnaise\nmoaning\nmobilize\nmoccasin\nmodify\nmoisture\nmolecule\nmomentum\nmonastery\nmoonshine\nmortuary\nmosquito\nmotorcycle\nmousetrap\nmovie\nmower\nmozzarella\nmuckiness\nmudflow\nmugshot\nmule\nmummy\nmundane\nmuppet\nmural\nmustard\nmutation\nmyriad\nmyspace\nmyth\nnail\nnamesake\nnanosecond\nnapkin\nnarrator\nnastiness\nnatives\nnautically\nnavigate\nnearest\nnebula\nnectar\nnefarious\nnegotiator\nneither\nnemesis\nneoliberal\nnephew\nnervously\nnest\nnetting\nneuron\nnevermore\nnextdoor\nnicotine\nniece\nnimbleness\nnintendo\nnirvana\nnuclear\nnugget\nnuisance\nnullify\nnumbing\nnuptials\nnursery\nnutcracker\nnylon\noasis\noat\nobediently\nobituary\nobject\nobliterate\nobnoxious\nobserver\nobtain\nobvious\noccupation\noceanic\noctopus\nocular\noffice\noftentimes\noiliness\nointment\nolder\nolympics\nomissible\nomnivorous\noncoming\nonion\nonlooker\nonstage\nonward\nonyx\noomph\nopaquely\nopera\nopium\nopossum\nopponent\noptical\nopulently\noscillator\nosmosis\nostrich\notherwise\nought\nouthouse\novation\noven\nowlish\noxford\noxidize\noxygen\noyster\nozone\npacemaker\npadlock\npageant\npajamas\npalm\npamphlet\npantyhose\npaprika\nparakeet\npassport\npatio\npauper\npavement\npayphone\npebble\npeculiarly\npedometer\npegboard\npelican\npenguin\npeony\npepperoni\nperoxide\npesticide\npetroleum\npewter\npharmacy\npheasant\nphonebook\nphrasing\nphysician\nplank\npledge\nplotted\nplug\nplywood\npneumonia\npodiatrist\npoetic\npogo\npoison\npoking\npoliceman\nponcho\npopcorn\nporcupine\npostcard\npoultry\npowerboat\nprairie\npretzel\nprincess\npropeller\nprune\npry\npseudo\npsychopath\npublisher\npucker\npueblo\npulley\npumpkin\npunchbowl\npuppy\npurse\npushup\nputt\npuzzle\npyramid\npython\nquarters\nquesadilla\nquilt\nquote\nracoon\nradish\nragweed\nrailroad\nrampantly\nrancidity\nrarity\nraspberry\nravishing\nrearrange\nrebuilt\nreceipt\nreentry\nrefinery\nregister\nrehydrate\nreimburse\nrejoicing\nrekindle\nrelic\nremote\nrenovator\nreopen\nreporter\nrequest\nrerun\nreservoir\nretriever\nreunion\nrevolver\nrewrite\nrhapsody\nrhetoric\nrhino\nrhubarb\nrhyme\nribbon\nriches\nridden\nrigidness\nrimmed\nriptide\nriskily\nritzy\nriverboat\nroamer\nrobe\nrocket\nromancer\nropelike\nrotisserie\nroundtable\nroyal\nrubber\nrudderless\nrugby\nruined\nrulebook\nrummage\nrunning\nrupture\nrustproof\nsabotage\nsacrifice\nsaddlebag\nsaffron\nsainthood\nsaltshaker\nsamurai\nsandworm\nsapphire\nsardine\nsassy\nsatchel\nsauna\nsavage\nsaxophone\nscarf\nscenario\nschoolbook\nscientist\nscooter\nscrapbook\nsculpture\nscythe\nsecretary\nsedative\nsegregator\nseismology\nselected\nsemicolon\nsenator\nseptum\nsequence\nserpent\nsesame\nsettler\nseverely\nshack\nshelf\nshirt\nshovel\nshrimp\nshuttle\nshyness\nsiamese\nsibling\nsiesta\nsilicon\nsimmering\nsingles\nsisterhood\nsitcom\nsixfold\nsizable\nskateboard\nskeleton\nskies\nskulk\nskylight\nslapping\nsled\nslingshot\nsloth\nslumbering\nsmartphone\nsmelliness\nsmitten\nsmokestack\nsmudge\nsnapshot\nsneezing\nsniff\nsnowsuit\nsnugness\nspeakers\nsphinx\nspider\nsplashing\nsponge\nsprout\nspur\nspyglass\nsquirrel\nstatue\nsteamboat\nstingray\nstopwatch\nstrawberry\nstudent\nstylus\nsuave\nsubway\nsuction\nsuds\nsuffocate\nsugar\nsuitcase\nsulphur\nsuperstore\nsurfer\nsushi\nswan\nsweatshirt\nswimwear\nsword\nsycamore\nsyllable\nsymphony\nsynagogue\nsyringes\nsystemize\ntablespoon\ntaco\ntadpole\ntaekwondo\ntagalong\ntakeout\ntallness\ntamale\ntanned\ntapestry\ntarantula\ntastebud\ntattoo\ntavern\nthaw\ntheater\nthimble\nthorn\nthroat\nthumb\nthwarting\ntiara\ntidbit\ntiebreaker\ntiger\ntimid\ntinsel\ntiptoeing\ntirade\ntissue\ntractor\ntree\ntripod\ntrousers\ntrucks\ntryout\ntubeless\ntuesday\ntugboat\ntulip\ntumbleweed\ntupperware\nturtle\ntusk\ntutorial\ntuxedo\ntweezers\ntwins\ntyrannical\nultrasound\numbrella\numpire\nunarmored\nunbuttoned\nuncle\nunderwear\nunevenness\nunflavored\nungloved\nunhinge\nunicycle\nunjustly\nunknown\nunlocking\nunmarked\nunnoticed\nunopened\nunpaved\nunquenched\nunroll\nunscrewing\nuntied\nunusual\nunveiled\nunwrinkled\nunyielding\nunzip\nupbeat\nupcountry\nupdate\nupfront\nupgrade\nupholstery\nupkeep\nupload\nuppercut\nupright\nupstairs\nuptown\nupwind\nuranium\nurban\nurchin\nurethane\nurgent\nurologist\nusername\nusher\nutensil\nutility\nutmost\nutopia\nutterance\nvacuum\nvagrancy\nvaluables\nvanquished\nvaporizer\nvaried\nvaseline\nvegetable\nvehicle\nvelcro\nvendor\nvertebrae\nvestibule\nveteran\nvexingly\nvicinity\nvideogame\nviewfinder\nvigilante\nvillage\nvinegar\nviolin\nviperfish\nvirus\nvisor\nvitamins\nvivacious\nvixen\nvocalist\nvogue\nvoicemail\nvolleyball\nvoucher\nvoyage\nvulnerable\nwaffle\nwagon\nwakeup\nwalrus\nwanderer\nwasp\nwater\nwaving\nwheat\nwhisper\nwholesaler\nwick\nwidow\nwielder\nwifeless\nwikipedia\nwildcat\nwindmill\nwipeout\nwired\nwishbone\nwizardry\nwobbliness\nwolverine\nwomb\nwoolworker\nworkbasket\nwound\nwrangle\nwreckage\nwristwatch\nwrongdoing\nxerox\nxylophone\nyacht\nyahoo\nyard\nyearbook\nyesterday\nyiddish\nyield\nyo-yo\nyodel\nyogurt\nyuppie\nzealot\nzebra\nzeppelin\nzestfully\nzigzagged\nzillion\nzipping\nzirconium\nzodiac\nzombie\nzookeeper\nzucchini\n";

// src/data.js
var words = words_default.trim().split(/\s+/);
var unkind = new Set(unkind_default.trim().split(/\s+/));
var kindWords = words.filter((word) => !unkind.has(word));
var names = names_default.trim().split(/\s+/);
var places = new Map(words.map((word, index) => [word, index]));
var byStart = new Map(words.map((word, index) => [word.slice(0, 3), index]));
function nearWord(untrusted) {
  const typed = untrusted.trim().toLowerCase();
  const itself = places.get(typed);
  if (itself !== void 0) return itself;
  const begun = typed.length >= 3 ? byStart.get(typed.slice(0, 3)) : void 0;
  if (begun !== void 0 && words[begun].startsWith(typed)) return begun;
  const near = words.flatMap((word, index) => oneSlip(typed, word) ? [index] : []);
  return near.length === 1 ? near[0] : null;
}
function oneSlip(one, other) {
  if (Math.abs(one.length - other.length) > 1 || one === other) return false;
  let start = 0;
  while (start < one.length && start < other.length && one[start] === other[start]) start += 1;
  const [restOne, restOther] = [one.slice(start), other.slice(start)];
  return restOne.slice(1) === restOther.slice(1) || restOne.slice(1) === restOther || restOne === restOther.slice(1);
}

// src/errors.js
var ProtocolError = class extends Error {
  /**
   * @param {string} code for example 'size', 'wrong-code'
   * @param {{number?: number, since?: number}} [where] number: in which number or word of a code the slip is, from 1;
   *   since: when what is too old ran out, POSIX ms
   */
  constructor(code, { number, since } = {}) {
    super(code);
    this.name = "ProtocolError";
    this.code = code;
    this.number = number;
    this.since = since;
  }
};

// src/random.js
function randomBytes2(size) {
  return crypto.getRandomValues(new Uint8Array(size));
}
function randomBelow(limit) {
  const usable = 2 ** 32 - 2 ** 32 % limit;
  for (; ; ) {
    const [drawn2] = crypto.getRandomValues(new Uint32Array(1));
    if (drawn2 < usable) return drawn2 % limit;
  }
}
function randomFraction() {
  const [high, low] = crypto.getRandomValues(new Uint32Array(2));
  return ((high >>> 6) * 2 ** 27 + (low >>> 5)) / 2 ** 53;
}
function shuffled(list2) {
  const copy = [...list2];
  for (let last = copy.length - 1; last > 0; last -= 1) {
    const other = randomBelow(last + 1);
    [copy[last], copy[other]] = [copy[other], copy[last]];
  }
  return copy;
}

// src/code.js
var NUMBERS = 3;
var DIGITS = 9;
var WORDS = 9;
var LIMIT = 10 ** DIGITS;
var DAMM = [
  "0317598642",
  "7092154863",
  "4206871359",
  "1750983426",
  "6123045978",
  "3674209581",
  "5869720134",
  "8945362017",
  "9438617205",
  "2581436790"
];
var ZEROS = [
  48,
  1632,
  1776,
  1984,
  2406,
  2534,
  2662,
  2790,
  2918,
  3046,
  3174,
  3302,
  3430,
  3558,
  3664,
  3792,
  3872,
  4160,
  6112,
  6160,
  65296
];
var PARTING = /[,;\u060c\u061b\u3001]/g;
var LINE_END = /\r\n|[\n\v\f\r\x1c-\x1e\x85\u2028\u2029]/;
var BLANK = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/;
function damm(digits) {
  let interim = 0;
  for (const digit of digits) interim = Number(DAMM[interim][Number(digit)]);
  return String(interim);
}
function plainDigits(untrusted) {
  let found2 = "";
  for (const character of untrusted) {
    const point = (
      /** @type {number} */
      character.codePointAt(0)
    );
    const zero = ZEROS.find((first) => first <= point && point < first + 10);
    if (zero !== void 0) found2 += point - zero;
  }
  return found2;
}
var Code = class _Code {
  /** @param {string} digits */
  constructor(digits) {
    this.digits = digits;
  }
  /** @returns {Code} a new one: 87 bits from the system's generator */
  static draw() {
    const drawn2 = /* @__PURE__ */ new Set();
    while (drawn2.size < NUMBERS) drawn2.add(String(randomBelow(LIMIT)).padStart(DIGITS, "0"));
    return new _Code([...drawn2].sort().join(""));
  }
  /** @returns {string[]} three numbers of ten ASCII digits, the check digit last, in ascending order */
  numbers() {
    return inThree(this.digits).map((part) => part + damm(part));
  }
  /** @returns {string[]} nine words, the most significant first */
  spoken() {
    const base = BigInt(words.length);
    let value = BigInt(this.digits + damm(this.digits));
    return Array.from({ length: WORDS }, () => {
      const word = words[Number(value % base)];
      value /= base;
      return word;
    }).reverse();
  }
};
function inThree(digits) {
  return Array.from({ length: NUMBERS }, (_, at) => digits.slice(at * DIGITS, (at + 1) * DIGITS));
}
function ordered(parts) {
  if (new Set(parts).size !== NUMBERS) throw new ProtocolError("code-twice");
  return new Code([...parts].sort().join(""));
}
function readNumbers(untrusted) {
  if (untrusted.length !== NUMBERS) throw new ProtocolError("code-count");
  const parts = untrusted.map((text2, at) => {
    const digits = plainDigits(text2);
    if (digits.length !== DIGITS + 1) throw new ProtocolError("code-length", { number: at + 1 });
    if (damm(digits) !== "0") throw new ProtocolError("code-check", { number: at + 1 });
    return digits.slice(0, DIGITS);
  });
  return ordered(parts);
}
function readWords(untrusted) {
  if (untrusted.length !== WORDS) throw new ProtocolError("code-count");
  let value = 0n;
  untrusted.forEach((text2, at) => {
    const index = nearWord(text2);
    if (index === null) throw new ProtocolError("code-word", { number: at + 1 });
    value = value * BigInt(words.length) + BigInt(index);
  });
  const digits = String(value).padStart(NUMBERS * DIGITS + 1, "0");
  if (digits.length !== NUMBERS * DIGITS + 1 || damm(digits) !== "0") throw new ProtocolError("code-check");
  const code = ordered(inThree(digits));
  if (code.digits !== digits.slice(0, -1)) throw new ProtocolError("code-check");
  return code;
}
function readCode(untrusted) {
  if (/\p{L}/u.test(untrusted)) return readWords(untrusted.replace(PARTING, " ").split(BLANK).filter(Boolean));
  const lines = untrusted.replace(PARTING, "\n").split(LINE_END).filter((line) => plainDigits(line) !== "");
  if (lines.length === NUMBERS) return readNumbers(lines);
  const digits = plainDigits(untrusted);
  const size = DIGITS + 1;
  if (digits.length !== NUMBERS * size) throw new ProtocolError("code-count");
  return readNumbers(Array.from({ length: NUMBERS }, (_, at) => digits.slice(at * size, (at + 1) * size)));
}

// src/ui/dom.js
var PROPERTIES = /* @__PURE__ */ new Set(["value", "checked", "disabled", "max", "open"]);
function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name2, value] of Object.entries(attributes)) {
    if (value === null || value === void 0 || value === false) continue;
    if (typeof value === "function") element.addEventListener(
      name2.slice(2),
      /** @type {EventListener} */
      value
    );
    else if (PROPERTIES.has(name2)) Reflect.set(element, name2, value);
    else element.setAttribute(name2, value === true ? "" : String(value));
  }
  for (const child of children.flat()) if (child) element.append(child);
  return element;
}
function heading(...children) {
  return h("h1", { tabindex: "-1" }, ...children);
}
function button(label2, press, look = "plain") {
  return h("button", { type: "button", class: look, onclick: press }, label2);
}
function form(submit, ...children) {
  const onsubmit = (event) => {
    event.preventDefault();
    submit();
  };
  return h("form", { autocomplete: "off", novalidate: true, onsubmit }, ...children);
}
var UNREMEMBERED = {
  autocomplete: "off",
  autocorrect: "off",
  spellcheck: "false",
  writingsuggestions: "false",
  translate: "no",
  "data-gramm": "false"
};
function name(text2) {
  return h("bdi", { class: "name" }, text2);
}
function lead(field4) {
  field4.focus({ preventScroll: true });
  (field4.closest(".question") ?? field4).scrollIntoView({ block: "nearest" });
}
var count = 0;
function freshId() {
  count += 1;
  return `e${count}`;
}

// src/ui/check.js
var PLACES = [0, 1, 3, 4, 6, 8];
function checkScreen(app2) {
  const { voice } = app2;
  const fields = (app2.shown === "words" ? wordQuestions(app2) : digitQuestions(app2)).map((question) => field(app2, question));
  const send = () => {
    const wrong = fields.find((one) => !one.check());
    if (wrong) {
      lead(wrong.input);
      return;
    }
    void app2.send("right");
  };
  return [
    heading(voice.say("check.title")),
    h("p", {}, voice.say("check.why")),
    form(
      send,
      h("div", { class: "questions" }, fields.map((one) => one.part)),
      h(
        "div",
        { class: "actions" },
        h("button", { type: "submit", class: "main" }, voice.say("check.send")),
        button(voice.say("check.show"), () => app2.go("back"), "quiet")
      )
    )
  ];
}
function drawn(from, count3) {
  const left = [...from.keys()];
  while (left.length > count3) left.splice((crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) % left.length, 1);
  return left.map((index) => (
    /** @type {T} */
    from[index]
  ));
}
function digitQuestions({ voice, drawn: code }) {
  return (code?.numbers ?? []).map((number, index) => {
    const at = drawn(PLACES, 1)[0] ?? 0;
    const shape = [...number].map((_, place) => place === at || place === at + 1 ? "_" : "•").join("");
    return {
      label: voice.say("check.digits", { n: index + 1, a: at + 1, b: at + 2 }),
      mask: shape.replace(/^(...)(...)(....)$/, "$1 $2 $3"),
      digits: true,
      right: (typed) => plainDigits(typed) === number.slice(at, at + 2)
    };
  });
}
function wordQuestions({ voice, drawn: code }) {
  const asked2 = drawn([...(code?.words ?? []).entries()], 3);
  return asked2.map(([index, word]) => ({
    label: voice.say("name.word", { n: index + 1 }),
    mask: "",
    digits: false,
    right: (typed) => words[nearWord(typed) ?? -1] === word
  }));
}
function field({ voice }, { label: label2, mask, digits, right }) {
  const id = freshId();
  const wrong = h("span", { class: "wrong", id, role: "alert" });
  const input = h("input", {
    ...UNREMEMBERED,
    type: "text",
    class: digits ? "two" : "",
    inputmode: digits ? "numeric" : "text",
    autocapitalize: "off",
    maxlength: digits ? 4 : 12,
    dir: "ltr",
    oninput: () => {
      input.removeAttribute("aria-invalid");
      wrong.replaceChildren();
    }
  });
  const check = () => {
    if (right(input.value)) return true;
    input.setAttribute("aria-invalid", "true");
    input.setAttribute("aria-describedby", id);
    wrong.replaceChildren(voice.say("check.wrong"));
    return false;
  };
  const part = h(
    "div",
    { class: "question" },
    h("label", {}, h("span", {}, label2), h("span", { class: "beside", dir: "ltr" }, mask && picture(mask), input)),
    wrong
  );
  return { part, input, check };
}
function picture(mask) {
  const places2 = [...mask].map((place) => place === "_" ? h("span", { class: "asked" }, "•") : place);
  return h("span", { class: "mask", "aria-hidden": "true" }, places2);
}

// src/ui/clock.js
function clockScreen(app2) {
  const { voice, visit } = app2;
  const device = voice.fullDay(visit.deviceDay);
  const server = voice.fullDay(visit.serverDay);
  const trust = (which) => {
    visit.trustDay(which);
    if (which === "server") app2.go("trusted");
    else app2.fail({ code: "wrong-clock" });
  };
  return [
    heading(voice.say("clock.title")),
    h("p", {}, voice.say("clock.text", { device, server })),
    h(
      "div",
      { class: "actions" },
      button(voice.say("clock.is", { day: server }), () => trust("server")),
      button(voice.say("clock.is", { day: device }), () => trust("device"))
    )
  ];
}

// src/ui/draft.js
var Added = class {
  /** @type {Attachment | null} null while it is looked through */
  attachment = null;
  /** It could not be looked through, because what cleans files did not come. */
  stuck = false;
  /** The person chose to send a file as it is that can't be cleaned. */
  asIs = false;
  /** The person chose to send a cleanable file untouched, as evidence. */
  untouched = false;
  /** @param {File} file */
  constructor(file) {
    this.file = file;
  }
  /** It can't be cleaned, and the person has not chosen yet. */
  get undecided() {
    return this.attachment !== null && this.attachment.problem !== null && !this.asIs && !this.untouched;
  }
};
var Draft = class {
  text = "";
  /** @type {Added[]} */
  files = [];
  /** @type {string[] | undefined} ids, when the person chose among a desk's readers */
  readers = void 0;
  /** @param {number} [desk] the desk's index */
  constructor(desk = 0) {
    this.desk = desk;
  }
  /** What still keeps it from being sent, as a key of the locales. @returns {string | null} */
  lacking() {
    if (this.files.some((added) => added.stuck)) return "write.undecided";
    if (this.files.some((added) => added.attachment === null)) return "write.busy";
    if (this.files.some((added) => added.undecided)) return "write.undecided";
    if (this.readers?.length === 0) return "write.choose";
    return this.text.trim() === "" && this.files.length === 0 ? "write.empty" : null;
  }
  /** @param {Added} added */
  remove(added) {
    this.files = this.files.filter((other) => other !== added);
  }
};

// src/ui/flow.js
var NEXT = {
  opening: { opened: "start", clocksDiffer: "clock" },
  clock: { trusted: "start" },
  start: { tell: "write", haveCode: "return" },
  write: { back: "start", ready: "name" },
  name: { back: "write", written: "check" },
  check: { back: "name", right: "sending" },
  sending: { arrived: "sent" },
  sent: { stay: "thread" },
  return: { back: "start", entered: "confirm" },
  confirm: { yes: "looking", no: "return" },
  looking: { found: "thread" },
  thread: { look: "looking", ready: "sending" },
  trouble: {}
};
var AFTER_TROUBLE = /* @__PURE__ */ new Map(
  /** @type {[Screen, Screen][]} */
  [
    ["clock", "opening"],
    ["name", "write"],
    ["check", "write"],
    ["sending", "write"],
    ["confirm", "return"],
    ["looking", "confirm"]
  ]
);
function next(screen, event) {
  return NEXT[screen][event] ?? null;
}
function afterTrouble(failed2, known) {
  if (failed2 === "sending" && known) return "thread";
  return AFTER_TROUBLE.get(failed2) ?? failed2;
}

// src/ui/frame.js
var LANGUAGES_ON_TOP = /* @__PURE__ */ new Set(["opening", "start", "trouble", "clock"]);
function frame(app2, screen) {
  const onTop = LANGUAGES_ON_TOP.has(app2.screen);
  const newsroom = app2.opened && app2.screen !== "start" ? app2.voice.theirs(app2.visit.newsroom.names) : "";
  return [
    h(
      "header",
      {},
      h("p", { class: "mark", "aria-hidden": "true" }, "⁂"),
      h("p", { class: "whose" }, newsroom),
      button(app2.voice.say("leave"), app2.leave, "leave")
    ),
    h("main", { class: app2.screen }, onTop && languages(app2), screen),
    h("footer", {}, !onTop && languages(app2))
  ];
}
function languages(app2) {
  const choices = Object.entries(LANGUAGES).map(([code, own2]) => {
    const press = () => app2.speak(code);
    const current = code === app2.voice.language ? "true" : null;
    return h("button", { type: "button", class: "language", lang: code, "aria-current": current, onclick: press }, own2);
  });
  return h("nav", { class: "languages", "aria-label": app2.voice.say("language") }, choices);
}

// src/ui/tabs.js
function tabs(tabs2, first, changed) {
  const panelId = freshId();
  const panel = h("div", { role: "tabpanel", id: panelId });
  const buttons = tabs2.map(
    ({ key, label: label2 }) => h("button", { type: "button", role: "tab", class: "tab", "aria-controls": panelId, onclick: () => open(key) }, label2)
  );
  const open = (key) => {
    tabs2.forEach((tab, index) => {
      const here = tab.key === key;
      buttons[index]?.setAttribute("aria-selected", String(here));
      buttons[index]?.setAttribute("tabindex", here ? "0" : "-1");
      if (here) panel.replaceChildren(tab.panel());
    });
    changed(key);
  };
  const onkeydown = (event) => {
    if (!event.key.startsWith("Arrow")) return;
    const now = buttons.findIndex((button2) => button2.getAttribute("aria-selected") === "true");
    const index = (now + 1) % tabs2.length;
    open(tabs2[index]?.key ?? first);
    buttons[index]?.focus();
  };
  open(first);
  return [h("div", { role: "tablist", class: "tabs", onkeydown }, buttons), panel];
}

// src/ui/name.js
function grouped(number) {
  return number.replace(/^(\d{3})(\d{3})(\d{4})$/, "$1 $2 $3");
}
function nameScreen(app2) {
  const { voice, drawn: drawn2 } = app2;
  if (!drawn2) {
    void app2.draw();
    return [heading(voice.say("wait.title")), h("p", { role: "status" }, voice.say("name.drawing"))];
  }
  const keep = h("p", {}, voice.say(`name.keep-${app2.shown}`));
  const numbers = () => h("ol", { class: "numbers", dir: "ltr" }, drawn2.numbers.map((number) => h("li", {}, grouped(number))));
  const words2 = () => h("ol", { class: "spelled", dir: "ltr", lang: "en" }, drawn2.words.map((word) => h("li", {}, word)));
  const spelt = tabs(
    [
      { key: "numbers", label: voice.say("name.numbers"), panel: numbers },
      { key: "words", label: voice.say("name.words"), panel: words2 }
    ],
    app2.shown,
    (key) => {
      app2.shown = key === "words" ? "words" : "numbers";
      keep.replaceChildren(voice.say(`name.keep-${app2.shown}`));
    }
  );
  return [
    heading(...voice.pieces("name.here", { name: name(drawn2.pseudonym) })),
    h("p", { class: "small" }, voice.say("name.known")),
    !app2.bound && button(voice.say("name.another"), () => app2.drawAnother(), "link"),
    h("h2", {}, voice.say("name.back")),
    keep,
    ...spelt,
    h("p", { class: "small" }, voice.say("name.no-copy")),
    h(
      "div",
      { class: "actions" },
      button(voice.say("name.written"), () => app2.go("written"), "main"),
      button(voice.say("back"), () => app2.go("back"), "quiet")
    )
  ];
}

// src/ui/return.js
function returnScreen(app2) {
  const { voice, typed } = app2;
  let fields = [];
  const mistake = h("p", { class: "lacking", role: "alert" }, typed.compare && voice.say("return.compare"));
  const how = h("p", {}, voice.say(`return.${typed.spelling}`));
  const panel = (spelling) => {
    fields = typed[spelling].map((_, index) => spelling === "numbers" ? numberField(app2, index) : wordField(app2, index, () => fields));
    return h("div", { class: spelling === "words" ? "typing rows" : "typing" }, fields.map((field4) => field4.part));
  };
  const spelt = tabs(
    [
      { key: "numbers", label: voice.say("name.numbers"), panel: () => panel("numbers") },
      { key: "words", label: voice.say("name.words"), panel: () => panel("words") }
    ],
    typed.spelling,
    (key) => {
      typed.spelling = key;
      how.replaceChildren(voice.say(`return.${key}`));
    }
  );
  const enter = async () => {
    fields.forEach((field4) => field4.say(""));
    mistake.replaceChildren();
    try {
      const code = typed.spelling === "numbers" ? { numbers: typed.numbers } : { words: typed.words };
      await app2.enter(code);
    } catch (error) {
      tell(app2, error, fields, mistake);
    }
  };
  return [
    heading(voice.say("return.title")),
    how,
    form(
      () => void enter(),
      ...spelt,
      mistake,
      h(
        "div",
        { class: "actions" },
        h("button", { type: "submit", class: "main" }, voice.say("on")),
        button(voice.say("back"), () => app2.go("back"), "quiet")
      )
    )
  ];
}
function tell(app2, error, fields, mistake) {
  const code = error instanceof Object && "code" in error ? String(error.code) : "";
  if (!code.startsWith("code-") && code !== "wrong-code") {
    app2.fail(error);
    return;
  }
  const field4 = error instanceof Object && "number" in error ? fields[Number(error.number) - 1] : void 0;
  const sentence = app2.voice.errorLine(field4?.input.value.trim() === "" ? "code-count" : code);
  if (field4) {
    field4.say(sentence);
    lead(field4.input);
  } else {
    mistake.replaceChildren(sentence);
  }
}
function field2(label2, attributes, beside) {
  const id = freshId();
  const wrong = h("span", { class: "wrong", id, role: "alert" });
  const input = h("input", { ...UNREMEMBERED, type: "text", autocapitalize: "off", dir: "ltr", ...attributes });
  const say = (sentence) => {
    wrong.replaceChildren(sentence);
    if (sentence) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
    if (sentence) input.setAttribute("aria-describedby", id);
  };
  const part = h("div", { class: "question" }, h("label", {}, h("span", {}, label2), h("span", { class: "entry", dir: "ltr" }, input, beside)), wrong);
  return { part, input, say };
}
function numberField({ voice, typed }, index) {
  const made = field2(voice.say("name.number", { n: index + 1 }), {
    class: "number",
    inputmode: "numeric",
    value: typed.numbers[index],
    oninput: () => {
      typed.numbers[index] = made.input.value;
    },
    onblur: () => {
      const digits = plainDigits(made.input.value);
      if (digits.length === 10) made.input.value = grouped(digits);
      typed.numbers[index] = made.input.value;
    }
  });
  return made;
}
function wordField({ voice, typed }, index, all) {
  const meant = h("span", { class: "meant", lang: "en", "aria-live": "polite" });
  const complete = () => {
    const value = made.input.value.trim();
    const word = value.length >= 3 ? words[nearWord(value) ?? -1] : void 0;
    meant.replaceChildren(word !== void 0 && word !== value.toLowerCase() ? word : "");
    return word;
  };
  const made = field2(
    voice.say("name.word", { n: index + 1 }),
    {
      lang: "en",
      inputmode: "text",
      value: typed.words[index],
      oninput: () => {
        const [here = "", ...more] = made.input.value.trim().split(/[\s,]+/);
        if (more.length > 0) {
          made.input.value = here;
          more.forEach((word, step) => {
            const other = all()[index + 1 + step];
            if (other) other.input.value = typed.words[index + 1 + step] = word;
          });
        }
        typed.words[index] = made.input.value;
        complete();
      },
      onblur: () => {
        made.input.value = complete() ?? made.input.value;
        typed.words[index] = made.input.value;
        meant.replaceChildren();
      }
    },
    meant
  );
  return made;
}
function confirmScreen(app2) {
  const { voice, typed } = app2;
  const yes = () => {
    app2.known = true;
    app2.typed = { spelling: typed.spelling, numbers: ["", "", ""], words: typed.words.map(() => ""), compare: false };
    app2.go("yes");
  };
  const no = () => {
    typed.compare = true;
    app2.pseudonym = "";
    app2.go("no");
  };
  return [
    heading(...voice.pieces("confirm.title", { name: name(app2.pseudonym) })),
    h("p", {}, voice.say("confirm.why")),
    h("div", { class: "actions" }, button(voice.say("confirm.yes"), yes, "main"), button(voice.say("confirm.no"), no))
  ];
}
function lookingScreen(app2) {
  const { voice } = app2;
  const line = h("p", { class: "line", role: "status" });
  app2.onLine = (cut) => {
    line.replaceChildren(cut ? voice.say("sending.cut") : "");
    line.classList.toggle("amber", cut);
  };
  void app2.look();
  return [heading(voice.say("looking.title")), h("p", { role: "status" }, voice.say("looking.text")), line];
}

// src/ui/pace.js
var WINDOW_MS = 6e4;
var LEAST_MS = 8e3;
var LEAST_NOTES = 5;
var Pace = class {
  /** @type {{at: number, bytes: number}[]} */
  #notes = [];
  /** @param {number} at milliseconds  @param {number} bytes safely arrived so far */
  note(at, bytes) {
    const last = this.#notes.at(-1);
    if (last && bytes <= last.bytes) return;
    this.#notes.push({ at, bytes });
    this.#notes = this.#notes.filter((note) => note.at >= at - WINDOW_MS);
  }
  /** After a pause or a cut the old pace says nothing. */
  restart() {
    this.#notes = [];
  }
  /** @param {number} bytes still to go  @returns {number | null} seconds; null while the pace is not steady */
  left(bytes) {
    const notes = this.#notes;
    const [first, middle, last] = [notes[0], notes[notes.length >> 1], notes.at(-1)];
    if (!first || !middle || !last || notes.length < LEAST_NOTES || last.at - first.at < LEAST_MS) return null;
    const before = (middle.bytes - first.bytes) / (middle.at - first.at || 1);
    const after = (last.bytes - middle.bytes) / (last.at - middle.at || 1);
    if (before > 2 * after || after > 2 * before) return null;
    return bytes / ((last.bytes - first.bytes) / (last.at - first.at)) / 1e3;
  }
};

// src/ui/sending.js
var PARCEL_BYTES = 65536;
var LISTEN_MS = 5e3;
function sendingScreen(app2) {
  const { voice } = app2;
  const pace = new Pace();
  let paused = app2.paused;
  let progress = { parcels: 0, safe: 0, bytesSafe: 0, letter: false, line: "ok", busy: false };
  let spoken = -LISTEN_MS;
  const bar = h("progress", { max: 1, value: 0, "aria-label": voice.say("sending.title") });
  const safe = h("p", { class: "safe" });
  const left = h("p", { class: "small" });
  const state = h("p", { class: "line", role: "status" });
  const heard = h("p", { class: "heard", "aria-live": "polite" });
  const pause = button("", () => {
    paused = !paused;
    app2.pause(paused);
    pace.restart();
    show();
  });
  const show = () => {
    const before = progress.line;
    progress = app2.progress ?? progress;
    const cut = progress.line === "cut";
    const all = progress.parcels * PARCEL_BYTES;
    if (progress.line !== before) pace.restart();
    pace.note(performance.now(), progress.bytesSafe);
    bar.max = progress.parcels + 1;
    bar.value = progress.safe + (progress.letter ? 1 : 0);
    const sentence = sentenceOf(progress);
    safe.replaceChildren(sentence);
    const seconds = progress.parcels > 0 && !paused && !cut ? pace.left(all - progress.bytesSafe) : null;
    left.replaceChildren(seconds === null ? voice.say("sending.stay") : voice.say(...remaining(seconds)));
    state.replaceChildren(paused ? voice.say("sending.paused") : cut ? voice.say(progress.busy ? "sending.busy" : "sending.cut") : "");
    state.classList.toggle("amber", cut && !paused);
    pause.replaceChildren(voice.say(paused ? "on" : "sending.pause"));
    pause.hidden = progress.parcels === 0 || progress.safe === progress.parcels;
    if (performance.now() - spoken >= LISTEN_MS) {
      spoken = performance.now();
      heard.replaceChildren(sentence);
    }
  };
  const sentenceOf = ({ parcels, safe: safe2, bytesSafe }) => {
    if (parcels === safe2) return voice.say(parcels === 0 ? "sending.first" : "sending.letter");
    return voice.say("sending.safe", { safe: voice.size(bytesSafe), all: voice.size(parcels * PARCEL_BYTES) });
  };
  app2.onProgress = show;
  show();
  return [heading(voice.say("sending.title")), bar, safe, left, state, heard, h("div", { class: "actions" }, pause)];
}
function remaining(seconds) {
  return seconds < 50 ? ["sending.soon"] : ["sending.minutes", { n: Math.ceil(seconds / 60) }];
}

// src/ui/sent.js
function sentScreen(app2) {
  const { voice, visit } = app2;
  const desk = visit.desks[app2.draft.desk] ?? visit.desks[0];
  const day = voice.day(visit.serverDay + (desk?.everyDays ?? 1) + 1);
  const emptied = desk ? visit.lastEmptied(desk.index) : null;
  const files2 = (app2.sent.at(-1)?.files ?? 0) > 0;
  const now = [
    voice.say("sent.carried"),
    ...emptied === null ? [] : [voice.say("start.emptied", { day: voice.day(emptied) })],
    voice.say("sent.when", { day }),
    voice.say("sent.letters", { n: visit.newsroom.letterDays }),
    voice.say("sent.replies", { n: visit.newsroom.replyDays }),
    ...files2 ? [voice.say("sent.originals")] : []
  ];
  return [
    heading(voice.say("sent.title")),
    h("ul", { class: "notes" }, now.map((note) => h("li", {}, note))),
    h("p", {}, voice.say("sent.close")),
    h(
      "div",
      { class: "actions" },
      button(voice.say("leave"), app2.leave, "main"),
      button(voice.say("sent.thread"), () => app2.go("stay"), "quiet")
    )
  ];
}

// src/ui/start.js
function startScreen(app2) {
  const { voice, visit } = app2;
  const reachable = visit.desks.some((desk) => desk.readers.some((reader) => reader.reachable));
  const tell2 = () => {
    if (reachable) app2.go("tell");
    else app2.fail({ code: "no-key" });
  };
  const people = [...new Set(visit.desks.flatMap((desk) => desk.readers.map((reader) => reader.name)))];
  const before = [
    voice.say("start.who", { people: voice.list(people) }),
    ...["way", "name", "limits", "private"].map((what) => voice.say(`start.${what}`))
  ];
  return [
    heading(voice.theirs(visit.newsroom.names)),
    h("p", {}, voice.say("start.about")),
    h(
      "div",
      { class: "actions" },
      button(voice.say("start.tell"), tell2, "main"),
      button(voice.say("start.code"), () => app2.go("haveCode"))
    ),
    h("section", {}, h("h2", {}, voice.say("start.before")), h("ul", { class: "notes" }, before.map((note) => h("li", {}, note)))),
    visit.desks.map((desk) => box(app2, desk)),
    h("details", {}, h("summary", {}, h("span", {}, voice.say("start.trust"))), h("p", { class: "small" }, voice.say("start.trust-text")))
  ].flat();
}
function box(app2, desk) {
  const { voice, visit } = app2;
  const several = visit.desks.length > 1;
  const emptied = visit.lastEmptied(desk.index);
  return h(
    "section",
    { class: "box" },
    h("h2", {}, several ? voice.theirs(desk.names) : voice.say("start.box")),
    h("p", {}, voice.theirs(desk.promise)),
    h(
      "p",
      {},
      [
        voice.say("start.every", { n: desk.everyDays }),
        emptied === null ? "" : voice.say("start.emptied", { day: voice.day(emptied) }),
        voice.say("start.languages", { languages: voice.list(desk.languages.map((code) => voice.languageName(code))) })
      ].filter(Boolean).join(" ")
    )
  );
}

// src/ui/files.js
function filesPart(app2, changed) {
  const { voice, draft, visit } = app2;
  const list2 = h("ul", { class: "cards", "aria-label": voice.say("write.files") });
  const stays = h("p", { class: "small" });
  const show = () => {
    list2.replaceChildren(...draft.files.map((added) => card(app2, added, { look, remove, show, focus })));
    const codes = [...new Set(draft.files.flatMap((added) => added.attachment?.cannotRemove ?? []))];
    const what = voice.list(codes.map((code) => voice.say(`stays.${code}`)));
    stays.replaceChildren(codes.length > 0 ? voice.say("stays.line", { what }) : "");
    changed();
  };
  const look = async (added) => {
    const before = added.attachment;
    added.attachment = null;
    added.stuck = false;
    app2.onFiles();
    try {
      if (before) visit.detach(before);
      const number = before ? { number: before.id } : {};
      added.attachment = await visit.attach(added.file, { untouched: added.untouched, ...number });
      if (!draft.files.includes(added)) visit.detach(added.attachment);
      app2.onFiles();
    } catch (error) {
      added.stuck = error instanceof Object && "code" in error && error.code === "no-cleaners";
      if (added.stuck) {
        app2.onFiles();
        return;
      }
      remove(added);
      app2.fail(error);
    }
  };
  const remove = (added) => {
    if (added.attachment) visit.detach(added.attachment);
    draft.remove(added);
    show();
    pick.focus();
  };
  const focus = (added) => {
    const made = list2.children[draft.files.indexOf(added)];
    const place = made?.querySelector("[open] input") ?? made?.querySelector("summary, button");
    if (place instanceof HTMLElement) place.focus();
  };
  const pick = h("input", {
    type: "file",
    multiple: true,
    autocomplete: "off",
    onchange: async () => {
      const added = [...pick.files ?? []].map((file) => new Added(file));
      pick.value = "";
      draft.files.push(...added);
      show();
      for (const one of added) await look(one);
    }
  });
  app2.onFiles = show;
  show();
  return h("div", { class: "files" }, list2, stays, h("label", { class: "add" }, h("span", {}, voice.say("write.add")), pick));
}
function card({ voice, visit }, added, act) {
  const { attachment } = added;
  if (added.stuck) {
    return h(
      "li",
      { class: "card amber", role: "alert" },
      h("p", {}, voice.errorLine("no-cleaners")),
      h(
        "div",
        { class: "pair" },
        button(voice.say("file.remove"), () => act.remove(added)),
        button(voice.say("again"), () => act.look(added))
      )
    );
  }
  if (!attachment) return h("li", { class: "card busy", role: "status" }, voice.say("file.looking"));
  const head2 = h(
    "p",
    { class: "head" },
    h("bdi", { class: "file" }, attachment.name),
    h("span", { class: "small" }, voice.size(attachment.sentSize))
  );
  if (added.undecided) {
    const asIs = () => {
      visit.allowAsIs(attachment);
      added.asIs = true;
      act.show();
      act.focus(added);
    };
    return h(
      "li",
      { class: "card amber" },
      head2,
      h("p", {}, voice.errorLine(attachment.problem ?? "unknown")),
      h(
        "div",
        { class: "pair" },
        button(voice.say("file.leave-out"), () => act.remove(added)),
        button(voice.say("file.send-as-is"), asIs)
      )
    );
  }
  const remove = button(voice.say("file.remove"), () => act.remove(added), "quiet");
  remove.setAttribute("aria-label", voice.say("file.remove-name", { name: attachment.name }));
  head2.append(remove);
  if (added.asIs) return h("li", { class: "card" }, head2, h("p", { class: "chips" }, chips([voice.say("file.as-is")], "warn")));
  return h("li", { class: "card" }, head2, found({ voice, attachment, added, look: () => act.look(added).then(() => act.focus(added)) }));
}
function chips(words2, look = "") {
  return words2.map((word) => h("span", { class: `chip ${look}` }, word));
}
function found({ voice, attachment, added, look }) {
  const { findings } = attachment;
  if (findings.length === 0 && !added.untouched) return h("p", { class: "small" }, voice.say("file.none"));
  const kinds = [...new Set(findings.map((finding) => finding.kind))];
  const onchange = () => {
    added.untouched = box2.checked;
    void look();
  };
  const box2 = h("input", { type: "checkbox", autocomplete: "off", checked: added.untouched, onchange });
  const rows = kinds.map((kind) => {
    const details = findings.filter((finding) => finding.kind === kind && finding.detail);
    return h(
      "div",
      {},
      h("dt", {}, voice.say(`kind.${kind}`)),
      details.length > 0 ? details.map((finding) => h("dd", {}, h("bdi", {}, finding.detail))) : h("dd", { class: "small" }, voice.say(added.untouched ? "file.stays-in" : "file.taken"))
    );
  });
  return h(
    "details",
    { open: added.untouched },
    h(
      "summary",
      {},
      h(
        "span",
        { class: "chips" },
        h("span", { class: "small" }, voice.say(added.untouched ? "file.stays-in" : "file.taken")),
        added.untouched ? chips([voice.say("file.untouched")], "warn") : chips(kinds.map((kind) => voice.say(`kind.${kind}`)))
      )
    ),
    h("dl", { class: "found" }, rows),
    h("label", { class: "choice" }, box2, h("span", {}, voice.say("file.evidence"))),
    h("p", { class: "small" }, voice.say("file.evidence-why"))
  );
}

// src/ui/people.js
function peoplePart(app2) {
  const { visit } = app2;
  const part = h("div", { class: "people" });
  const state = { open: false };
  const show = () => {
    const focused = [...part.querySelectorAll("input")].findIndex((input) => input === document.activeElement);
    const pieces = [visit.desks.length > 1 && desks(app2, show), ...readers(app2, show, state)];
    part.replaceChildren(...pieces.filter((piece) => piece !== false));
    part.querySelectorAll("input")[focused]?.focus();
  };
  show();
  return { part, nobody: () => !deskOf(app2).readers.some((reader) => reader.reachable) };
}
function deskOf(app2) {
  const desk = app2.visit.desks[app2.draft.desk] ?? app2.visit.desks[0];
  if (!desk) throw new Error("no desk");
  return desk;
}
function desks(app2, show) {
  const { voice, visit, draft } = app2;
  return h(
    "fieldset",
    {},
    h("legend", {}, voice.say("write.desk")),
    visit.desks.map((desk) => {
      const onchange = () => {
        draft.desk = desk.index;
        draft.readers = void 0;
        show();
      };
      const radio = h("input", { type: "radio", autocomplete: "off", checked: desk.index === draft.desk, onchange });
      return h("label", { class: "choice" }, radio, h("span", {}, voice.theirs(desk.names)));
    })
  );
}
function readers(app2, show, state) {
  const { voice, draft } = app2;
  const desk = deskOf(app2);
  const reachable = desk.readers.filter((reader) => reader.reachable);
  const away = desk.readers.filter((reader) => !reader.reachable).map((reader) => reader.name);
  const chosen = reachable.filter((reader) => draft.readers?.includes(reader.id) ?? true);
  const said = [
    reachable.length === 0 && h("p", { class: "amber", role: "status" }, voice.say("write.nobody")),
    reachable.length > 0 && away.length > 0 && h("p", { class: "amber" }, voice.say("write.unreachable", { people: voice.list(away) }))
  ];
  const names2 = voice.list(chosen.map((reader) => reader.name));
  if (reachable.length < 2) return [reachable.length === 1 && h("p", { class: "small" }, voice.say("write.reaches", { people: names2 })), ...said];
  const boxes = reachable.map((reader) => {
    const onchange = () => {
      const ids = reachable.filter((other) => other === reader ? box2.checked : chosen.includes(other)).map(({ id }) => id);
      draft.readers = ids.length === reachable.length ? void 0 : ids;
      show();
    };
    const box2 = h("input", { type: "checkbox", autocomplete: "off", checked: chosen.includes(reader), onchange });
    return h("label", { class: "choice" }, box2, h("span", {}, reader.name));
  });
  const ontoggle = (event) => {
    state.open = event.target instanceof HTMLDetailsElement && event.target.open;
  };
  const summary = chosen.length > 0 ? voice.say("write.reaches", { people: names2 }) : voice.say("write.choose");
  return [
    ...said,
    h(
      "details",
      { class: "who", open: state.open || draft.readers !== void 0, ontoggle },
      h("summary", {}, h("span", {}, summary)),
      h("fieldset", {}, h("legend", {}, voice.say("write.readers")), boxes)
    )
  ];
}

// src/ui/composer.js
function composer(app2, { label: label2, action, done }) {
  const { voice, draft } = app2;
  const [empty, lacking] = [h("p", { class: "lacking", role: "alert" }), h("p", { class: "lacking", role: "alert" })];
  const complete = () => [empty, lacking].forEach((line) => line.replaceChildren());
  const box2 = h("textarea", {
    ...UNREMEMBERED,
    rows: 5,
    dir: "auto",
    value: draft.text,
    oninput: () => {
      draft.text = box2.value;
      complete();
      grow(box2);
    }
  });
  requestAnimationFrame(() => grow(box2));
  const people = peoplePart(app2);
  return form(
    () => {
      const lack = people.nobody() ? "write.nobody" : draft.lacking();
      if (lack === null) {
        done();
        return;
      }
      complete();
      (lack === "write.empty" ? empty : lacking).replaceChildren(voice.say(lack));
      if (lack === "write.empty") lead(box2);
    },
    h("label", { class: "writing" }, h("span", {}, label2), box2),
    empty,
    h("p", { class: "small" }, voice.say("write.stays")),
    filesPart(app2, complete),
    people.part,
    lacking,
    h("div", { class: "actions" }, h("button", { type: "submit", class: "main" }, action))
  );
}
function grow(box2) {
  if (CSS.supports("field-sizing", "content")) return;
  while (box2.scrollHeight > box2.clientHeight + 4 && box2.rows < 60) box2.rows += 1;
}

// src/ui/thread.js
function threadScreen(app2) {
  const { voice, visit } = app2;
  const { replies } = visit;
  const letters = Math.max(0, ...replies.map((reply) => reply.letters));
  const emptied = visit.lastEmptied(app2.draft.desk);
  const none = [voice.say("thread.none"), emptied === null ? "" : voice.say("start.emptied", { day: voice.day(emptied) })];
  const held = replies.length === 0 ? none.join(" ") : voice.say("thread.letters", { n: letters });
  const reachable = visit.desks.some((desk) => desk.readers.some((reader) => reader.reachable));
  return [
    heading(name(app2.pseudonym)),
    h("p", { class: "small" }, held),
    h(
      "section",
      { class: "letters", "aria-label": voice.say("thread.said") },
      replies.map((reply) => answer(app2, reply)),
      app2.sent.map((letter) => own(app2, letter))
    ),
    visit.problem !== null && h("p", { class: "amber" }, voice.errorLine(visit.problem)),
    visit.more && h("p", { class: "line" }, voice.say("thread.more")),
    h("div", { class: "actions" }, button(voice.say("thread.look"), () => app2.go("look"), visit.more ? "main" : "plain")),
    meet(app2),
    reachable ? h(
      "section",
      { class: "again" },
      composer(app2, { label: voice.say("thread.write"), action: voice.say("thread.send"), done: () => void app2.send("ready") })
    ) : h("p", { class: "amber" }, voice.error("no-key").title)
  ];
}
function answer({ voice }, reply) {
  const day = voice.day(reply.day);
  const state = voice.pieces(`state.${reply.state}`, { name: h("bdi", {}, reply.name) });
  return h(
    "article",
    { class: reply.text ? "ours" : "note" },
    reply.missing && h("p", { class: "state" }, voice.say("thread.missing")),
    reply.text && h("p", { class: "by" }, h("bdi", {}, reply.name), " ", h("span", { class: "day" }, day)),
    reply.text && h("p", { class: "said", dir: "auto" }, reply.text),
    reply.text && reply.state !== "opened" && h("p", { class: "state" }, state),
    !reply.text && h("p", { class: "state" }, state, " ", h("span", { class: "day" }, day))
  );
}
function own({ voice }, letter) {
  return h(
    "article",
    { class: "theirs" },
    h("p", { class: "by" }, voice.say("thread.you"), " ", h("span", { class: "day" }, voice.say("thread.today"))),
    letter.text && h("p", { class: "said", dir: "auto" }, letter.text),
    letter.files > 0 && h("p", { class: "state" }, voice.say("thread.files", { n: letter.files }))
  );
}
function meet({ voice, visit }) {
  const people = new Map(visit.replies.map((reply) => [reply.reporter, reply.name]));
  if (people.size === 0) return null;
  const rows = [...people].map(([reporter, who]) => {
    const { source, reporter: theirs } = visit.meet(reporter);
    return h(
      "dl",
      { class: "meet" },
      pair(voice.say("thread.meet-you"), source),
      pair(voice.say("thread.meet-they", { name: who }), theirs)
    );
  });
  return h("details", {}, h("summary", {}, h("span", {}, voice.say("thread.meet"))), h("p", { class: "small" }, voice.say("thread.meet-how")), rows);
}
function pair(who, digits) {
  return h("div", {}, h("dt", {}, who), h("dd", { dir: "ltr" }, digits.replace(/^(\d{3})(\d{3})$/, "$1 $2")));
}

// src/ui/trouble.js
var DAY_MS2 = 864e5;
var FINAL = /* @__PURE__ */ new Set(["in-app", "no-crypto", "no-newsroom", "directory", "directory-older", "key-record", "suite"]);
function troubleScreen(app2) {
  const { code, since } = app2.trouble;
  const { voice } = app2;
  const { title, text: text2 } = voice.error(code);
  const address = code === "in-app" && h("p", { class: "address", dir: "ltr" }, location.host + location.pathname);
  const way = FINAL.has(code) ? button(voice.say("leave"), app2.leave, "main") : button(voice.say("again"), () => app2.again(), "main");
  const ranOut = code === "directory-expired" && since !== null && voice.say("error.since", { day: voice.day(Math.floor(since / DAY_MS2)) });
  return [heading(title), ranOut && h("p", {}, ranOut), h("p", {}, text2), address, h("div", { class: "actions" }, way)];
}
function openingScreen(app2) {
  return [heading(app2.voice.say("wait.title")), h("p", { role: "status" }, app2.voice.say("wait.text"))];
}

// src/ui/write.js
function writeScreen(app2) {
  const { voice } = app2;
  app2.lookEarly();
  return [
    heading(voice.say("write.title")),
    composer(app2, { label: voice.say("write.box"), action: voice.say("on"), done: () => app2.go("ready") }),
    h("div", { class: "actions" }, button(voice.say("back"), () => app2.go("back"), "quiet"))
  ];
}

// src/ui/app.js
var SCREENS = {
  opening: openingScreen,
  clock: clockScreen,
  start: startScreen,
  write: writeScreen,
  name: nameScreen,
  check: checkScreen,
  sending: sendingScreen,
  sent: sentScreen,
  return: returnScreen,
  confirm: confirmScreen,
  looking: lookingScreen,
  thread: threadScreen,
  trouble: troubleScreen
};
var App = class {
  /** @type {Screen} */
  screen = "opening";
  /** @type {Visit | null} */
  #visit = null;
  #begun = false;
  #drawing = false;
  #looking = false;
  /** @type {Drawn | null} the new source's name and code */
  drawn = null;
  /** The name under which something was sent, or that the person said yes to. */
  pseudonym = "";
  /** Whether the person has a thread: came with a code, or has sent something. */
  known = false;
  /** Whether a sending was begun: from then on the name stays. */
  bound = false;
  /** Whether this visit made its early exchange. */
  looked = false;
  /** @type {{text: string, files: number}[]} what this visit sent */
  sent = [];
  /** @type {Progress | null} */
  progress = null;
  /** The sending that the screen is about: an earlier one may still fetch answers. @type {symbol | null} */
  #sending = null;
  #entering = false;
  paused = false;
  /** Called with each step of a sending, by the screen that shows it. */
  onProgress = () => {
  };
  /** @type {(cut: boolean) => void} called when the line is cut or back, by the screen that waits */
  onLine = () => {
  };
  /** Called when a file was looked through, by the screen that shows it: not always the one that it was added on. */
  onFiles = () => {
  };
  /** The code as it is being typed. */
  typed = { spelling: "numbers", numbers: ["", "", ""], words: Array.from({ length: 9 }, () => ""), compare: false };
  /** @type {'numbers' | 'words'} how the new code is shown */
  shown = "numbers";
  /** @type {{code: string, since: number | null, failed: Screen}} since: POSIX ms */
  trouble = { code: "error", since: null, failed: "opening" };
  draft = new Draft();
  /**
   * @param {HTMLElement} root everything is shown inside
   * @param {{language: string, open: () => Promise<Visit>, leave: () => void}} o
   */
  constructor(root, o) {
    this.root = root;
    this.voice = new Voice(o.language);
    this.leave = o.leave;
    this.openVisit = o.open;
  }
  /** The visit; screens that need it come after it was opened. */
  get visit() {
    if (!this.#visit) throw new Error("no visit");
    return this.#visit;
  }
  get opened() {
    return this.#visit !== null;
  }
  /** Ask for the newsroom, check it, show the start. */
  async open() {
    this.screen = "opening";
    this.show();
    try {
      this.#visit = await this.openVisit();
      this.go(this.#visit.clocksDiffer ? "clocksDiffer" : "opened");
      this.#visit.prepare();
    } catch (error) {
      this.fail(error);
    }
  }
  /** @param {string} event one of flow.js */
  go(event) {
    const screen = next(this.screen, event);
    if (screen === null) return;
    this.screen = screen;
    this.show();
  }
  /** Show the screen anew. */
  show() {
    this.onProgress = () => {
    };
    this.onLine = () => {
    };
    this.onFiles = () => {
    };
    document.documentElement.lang = this.voice.language;
    document.documentElement.dir = this.voice.direction;
    this.root.replaceChildren(...frame(this, SCREENS[this.screen](this)));
    window.scrollTo(0, 0);
    this.root.querySelector("h1")?.focus({ preventScroll: true });
  }
  /** @param {string} language */
  speak(language) {
    this.voice = new Voice(language);
    this.show();
  }
  /** Something failed: say what, and where "try again" leads. @param {unknown} error */
  fail(error) {
    const code = error instanceof Object && "code" in error ? String(error.code) : "error";
    if (code === "stopped") return;
    const since = error instanceof Object && "since" in error ? Number(error.since) : null;
    this.trouble = { code, since, failed: this.screen === "trouble" ? this.trouble.failed : this.screen };
    this.screen = "trouble";
    this.show();
  }
  /** From a trouble back to where the person's own words are. */
  again() {
    const screen = afterTrouble(this.trouble.failed, this.known);
    if (!this.opened || screen === "opening") {
      void this.open();
      return;
    }
    this.screen = screen;
    this.show();
  }
  /** The early exchange of a new source; it fails silently, because nothing hangs on it. */
  lookEarly() {
    if (this.looked) return;
    this.looked = true;
    this.visit.look().catch(() => {
    });
  }
  /** Draw a name and a code. The key stretching may hold the browser up, so the screen that says so is painted first. */
  async draw() {
    if (this.#drawing) return;
    this.#drawing = true;
    await new Promise((resolve) => setTimeout(resolve, 60));
    try {
      this.drawn = await (this.#begun ? this.visit.redraw() : this.visit.begin());
      this.#begun = true;
      if (this.screen === "name") this.show();
    } catch (error) {
      if (this.screen === "name") this.fail(error);
    } finally {
      this.#drawing = false;
    }
  }
  drawAnother() {
    this.drawn = null;
    this.show();
  }
  /** Send the draft, then say so. @param {'right' | 'ready'} event what leads to the screen that shows it */
  async send(event) {
    const { text: text2, desk, readers: readers2, files: files2 } = this.draft;
    const sending = /* @__PURE__ */ Symbol("sending");
    this.#sending = sending;
    this.pause(false);
    this.progress = null;
    this.bound = true;
    this.go(event);
    this.pseudonym ||= this.drawn?.pseudonym ?? "";
    try {
      await this.visit.send({
        text: text2,
        desk,
        ...readers2 ? { readers: readers2 } : {},
        onProgress: (progress) => {
          if (this.#sending !== sending) return;
          this.progress = progress;
          this.onProgress();
          if (progress.letter && progress.line !== "ok") this.#arrived(sending, { text: text2, files: files2.length });
        }
      });
      this.#arrived(sending, { text: text2, files: files2.length });
    } catch (error) {
      if (this.#sending === sending) this.fail(error);
    }
  }
  /** @param {symbol} sending  @param {{text: string, files: number}} letter */
  #arrived(sending, letter) {
    if (this.#sending !== sending) return;
    this.#sending = null;
    this.known = true;
    this.sent.push(letter);
    this.draft = new Draft(this.draft.desk);
    this.go("arrived");
  }
  /** The code that was typed; the name that it makes is asked for next. @param {{numbers: string[]} | {words: string[]}} code */
  async enter(code) {
    if (this.#entering) return;
    this.#entering = true;
    try {
      const { pseudonym: pseudonym2 } = await this.visit.enter(code);
      this.drawn = null;
      if (this.screen !== "return") return;
      this.pseudonym = pseudonym2;
      this.go("entered");
    } finally {
      this.#entering = false;
    }
  }
  /** @param {boolean} paused */
  pause(paused) {
    this.paused = paused;
    if (paused) this.visit.pause();
    else this.visit.resume();
  }
  /** What waits for the line alone tries it at once. */
  lineIsBack() {
    this.#visit?.lineIsBack();
  }
  /** Look for answers; always the same act on the wire. */
  async look() {
    if (this.#looking) return;
    this.#looking = true;
    try {
      await this.visit.look((_, line) => this.onLine(line !== "ok"));
      this.go("found");
    } catch (error) {
      if (this.screen === "looking" && this.#visit?.problem) this.go("found");
      else if (this.screen === "looking") this.fail(error);
    } finally {
      this.#looking = false;
    }
  }
  /** Empty every field, then let go of everything. */
  forget() {
    for (const field4 of this.root.querySelectorAll("textarea, input")) Reflect.set(field4, "value", "");
    this.#visit?.forget();
    this.#visit = null;
    this.drawn = null;
    this.pseudonym = "";
    this.sent = [];
    this.draft = new Draft();
    this.typed = { spelling: "numbers", numbers: [], words: [], compare: false };
    this.root.replaceChildren();
  }
};

// src/ui/surroundings.js
var IN_APP = [
  /FBAN|FBAV|FB_IAB|FBIOS|Instagram|Barcelona|musical_ly|BytedanceWebview|ByteLocale|TikTok|trill/i,
  /Snapchat|Pinterest\/|LinkedInApp|Twitter(?: for|Android)|WhatsApp\/|MicroMessenger|\bLine\/|KAKAOTALK|ShareChat|GSA\//,
  /; wv\)/,
  /\((?:iPhone|iPad|iPod)[^)]*\) AppleWebKit\/(?!.*Safari\/)/
];
function unfit(here) {
  if (IN_APP.some((mark) => mark.test(here.userAgent))) return "in-app";
  return here.secure && here.subtle ? null : "no-crypto";
}

// src/cleaners.js
var WAITS_MS = [0, 1e3, 4e3];
var asked = null;
var failed = 0;
function cleaners() {
  asked ??= fetched().catch(() => {
    asked = null;
    throw new ProtocolError("no-cleaners");
  });
  return asked;
}
async function fetched() {
  let trouble;
  for (const wait of WAITS_MS) {
    await new Promise((resolve) => setTimeout(resolve, wait));
    try {
      return await (failed === 0 ? import("./families.js") : import(new URL(`./families.js?${failed}`, import.meta.url).href));
    } catch (error) {
      trouble = error;
      failed += 1;
    }
  }
  throw trouble;
}

// src/attachments.js
var Attachments = class {
  /** @type {Map<number, Kept>} */
  #kept = /* @__PURE__ */ new Map();
  #added = 0;
  #underWay = 0;
  /**
   * @param {File} file
   * @param {{untouched: boolean, number?: number | undefined}} o untouched: sent as it is, as evidence; the findings tell
   *   what stays in; number: the file's, when it is looked through once more
   * @returns {Promise<Attachment>}
   * @throws {ProtocolError} 'no-cleaners': what cleans files did not come
   */
  async add(file, { untouched, number }) {
    const id = number ?? this.#added + 1;
    this.#added = Math.max(this.#added, id);
    const source = new BlobSource(file);
    this.#underWay += 1;
    const { cleaned, problem } = await lookThrough(source).finally(() => {
      this.#underWay -= 1;
    });
    const plan = cleaned && !untouched ? cleaned.plan : null;
    const findings = cleaned ? [...cleaned.findings] : [];
    const attachment = {
      id,
      name: neutralName(id, plan ? cleaned : null, file.name),
      size: file.size,
      sentSize: plan ? plan.size : file.size,
      format: cleaned ? cleaned.format : null,
      cleaned: plan !== null,
      findings,
      cannotRemove: plan ? [...CANNOT_REMOVE] : [],
      problem
    };
    const { name: name2 } = attachment;
    const removed = plan ? [...new Set(findings.map(({ kind }) => kind))].sort() : [];
    const outgoing = { name: name2, source, plan, removed, cleaned: plan !== null, role: "file" };
    this.#kept.set(id, { attachment, outgoing, allowed: untouched });
    return attachment;
  }
  /** Send a file that cannot be cleaned as it is. @param {Attachment} attachment */
  allow({ id }) {
    const kept = this.#kept.get(id);
    if (kept) kept.allowed = true;
  }
  /** @param {Attachment} attachment */
  remove({ id }) {
    this.#kept.delete(id);
    if (this.#kept.size === 0 && this.#underWay === 0) this.#added = 0;
  }
  clear() {
    this.#kept.clear();
  }
  /** @returns {Kept[]} what may be sent @throws {ProtocolError} 'unknown': one that cannot be cleaned was not allowed */
  ready() {
    const kept = [...this.#kept.values()];
    if (kept.some(({ attachment, allowed }) => attachment.problem && !allowed)) throw new ProtocolError("unknown");
    return kept;
  }
};
async function lookThrough(source) {
  const { clean: clean2 } = await cleaners();
  try {
    const cleaned = await clean2(source);
    return { cleaned, problem: cleaned ? null : "unknown" };
  } catch (error) {
    if (error instanceof CleanError) return { cleaned: null, problem: error.code };
    throw error;
  }
}

// src/bytes.js
var encoder = new TextEncoder();
function concat(...parts) {
  const joined = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
function utf8(text2) {
  return encoder.encode(text2);
}
function hasLoneSurrogate(text2) {
  return /\p{Surrogate}/u.test(text2);
}
function hex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
function unhex(untrusted, size) {
  if (typeof untrusted !== "string" || untrusted.length !== 2 * size || /[^0-9a-f]/.test(untrusted)) return null;
  return Uint8Array.from({ length: size }, (_, at) => parseInt(untrusted.slice(2 * at, 2 * at + 2), 16));
}
function uint32(number) {
  const bytes = new Uint8Array(4);
  view(bytes).setUint32(0, number);
  return bytes;
}
function view(bytes) {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
function compare(one, other) {
  const shared = Math.min(one.length, other.length);
  for (let at = 0; at < shared; at += 1) if (one[at] !== other[at]) return one[at] - other[at];
  return one.length - other.length;
}
function equal(one, other) {
  if (one.length !== other.length) return false;
  let difference = 0;
  for (let at = 0; at < one.length; at += 1) difference |= one[at] ^ other[at];
  return difference === 0;
}
function allZero(bytes) {
  return bytes.every((byte) => byte === 0);
}

// src/curve.js
var PKCS8 = Uint8Array.of(48, 46, 2, 1, 0, 48, 5, 6, 3, 43, 101, 110, 4, 34, 4, 32);
var BASE_POINT = Uint8Array.from({ length: 32 }, (_, at) => at === 0 ? 9 : 0);
var ED25519_BASE_POINT = Uint8Array.from({ length: 32 }, (_, at) => at === 0 ? 88 : 102);
var X25519 = { name: "X25519" };
var ED25519 = { name: "Ed25519" };
var probes = {
  X25519: () => crypto.subtle.importKey("raw", BASE_POINT, X25519, false, []),
  Ed25519: () => crypto.subtle.importKey("raw", ED25519_BASE_POINT, ED25519, false, ["verify"])
};
var substitutes = /* @__PURE__ */ new Map();
function substitute(name2) {
  const asked2 = substitutes.get(name2) ?? probes[name2]().then(() => null, () => import("./curves.js"));
  substitutes.set(name2, asked2);
  return asked2;
}
async function x25519(secret, untrustedPoint) {
  const curves = await substitute("X25519");
  if (curves) return Uint8Array.from(curves.x25519.getSharedSecret(secret, untrustedPoint));
  const key = await crypto.subtle.importKey("pkcs8", concat(PKCS8, secret), X25519, false, ["deriveBits"]);
  const point = await crypto.subtle.importKey("raw", untrustedPoint, X25519, false, []);
  return new Uint8Array(await crypto.subtle.deriveBits({ ...X25519, public: point }, key, 256));
}
async function x25519Public(secret) {
  return x25519(secret, BASE_POINT);
}
async function verified(untrusted, message, key) {
  const curves = await substitute("Ed25519");
  try {
    if (curves) return curves.ed25519.verify(untrusted, message, key, { zip215: false });
    const imported = await crypto.subtle.importKey("raw", key, ED25519, false, ["verify"]);
    return await crypto.subtle.verify(ED25519, imported, untrusted, message);
  } catch {
    return false;
  }
}

// node_modules/hpke/index.js
function ComputeNonce(base_nonce, seq, Nn) {
  const nonce = new Uint8Array(Nn);
  nonce.set(base_nonce);
  let s = seq;
  for (let i = Nn - 1; i >= 0 && s > 0; i--) {
    nonce[i] = nonce[i] ^ s & 255;
    s = Math.floor(s / 256);
  }
  return nonce;
}
function MaxSeq(Nn) {
  return Math.min(2 ** (8 * Nn) - 1, Number.MAX_SAFE_INTEGER);
}
function IncrementSeq(seq, maxSeq) {
  if (seq >= maxSeq) {
    throw new MessageLimitReachedError("Sequence number overflow");
  }
  return ++seq;
}
async function ContextExport(suite, exporterSecret, exporterContext, L) {
  checkUint8Array(exporterContext, "exporterContext");
  const stages = KDFStages(suite.KDF);
  if (!Number.isInteger(L) || L <= 0 || L > 65535) {
    throw new TypeError('"L" must be a positive integer not exceeding 65535');
  }
  if (stages === 2 && L > 255 * suite.KDF.Nh) {
    throw new TypeError('"L" must not exceed 255*Nh of the cipher suite KDF');
  }
  const Export = stages === 1 ? Export_OneStage : Export_TwoStage;
  return await Export(suite.KDF, suite.id, exporterSecret, exporterContext, L);
}
var Mutex = class {
  #locked = Promise.resolve();
  async lock() {
    let releaseLock;
    const nextLock = new Promise((resolve) => {
      releaseLock = resolve;
    });
    const previousLock = this.#locked;
    this.#locked = nextLock;
    await previousLock;
    return releaseLock;
  }
};
function createContextState(suite, mode, key, base_nonce, exporter_secret) {
  return {
    suite,
    mode,
    key,
    base_nonce,
    exporter_secret,
    max_seq: MaxSeq(suite.AEAD.Nn),
    seq: 0,
    mutex: void 0
  };
}
var SenderContext = class {
  #state;
  constructor(suite, mode, key, base_nonce, exporter_secret) {
    this.#state = createContextState(suite, mode, key, base_nonce, exporter_secret);
  }
  get mode() {
    return this.#state.mode;
  }
  get seq() {
    return this.#state.seq;
  }
  async Seal(plaintext, aad) {
    checkUint8Array(plaintext, "plaintext");
    aad ??= new Uint8Array();
    checkUint8Array(aad, "aad");
    const state = this.#state;
    if (state.suite.AEAD.id === EXPORT_ONLY) {
      throw new TypeError("Export-only AEAD cannot be used with Seal");
    }
    state.mutex ??= new Mutex();
    const release = await state.mutex.lock();
    let ct;
    try {
      ct = await state.suite.AEAD.Seal(
        state.key,
        ComputeNonce(state.base_nonce, state.seq, state.suite.AEAD.Nn),
        aad,
        plaintext
      );
      state.seq = IncrementSeq(state.seq, state.max_seq);
      return ct;
    } finally {
      release();
    }
  }
  async Export(exporterContext, length) {
    return await ContextExport(
      this.#state.suite,
      this.#state.exporter_secret,
      exporterContext,
      length
    );
  }
  get Nt() {
    return this.#state.suite.AEAD.Nt;
  }
};
var RecipientContext = class {
  #state;
  constructor(suite, mode, key, base_nonce, exporter_secret) {
    this.#state = createContextState(suite, mode, key, base_nonce, exporter_secret);
  }
  get mode() {
    return this.#state.mode;
  }
  get seq() {
    return this.#state.seq;
  }
  async Open(ciphertext, aad) {
    checkUint8Array(ciphertext, "ciphertext");
    aad ??= new Uint8Array();
    checkUint8Array(aad, "aad");
    const state = this.#state;
    if (state.suite.AEAD.id === EXPORT_ONLY) {
      throw new TypeError("Export-only AEAD cannot be used with Open");
    }
    state.mutex ??= new Mutex();
    const release = await state.mutex.lock();
    try {
      let pt;
      try {
        pt = await state.suite.AEAD.Open(
          state.key,
          ComputeNonce(state.base_nonce, state.seq, state.suite.AEAD.Nn),
          aad,
          ciphertext
        );
      } catch (cause) {
        if (cause instanceof MessageLimitReachedError || cause instanceof NotSupportedError) {
          throw cause;
        }
        throw new OpenError("AEAD decryption failed", { cause });
      }
      state.seq = IncrementSeq(state.seq, state.max_seq);
      return pt;
    } finally {
      release();
    }
  }
  async Export(exporterContext, length) {
    return await ContextExport(
      this.#state.suite,
      this.#state.exporter_secret,
      exporterContext,
      length
    );
  }
};
var validate = (factory, type) => {
  try {
    const result = factory();
    if (result.type !== type) {
      throw new Error(`Invalid "${type}" return discriminator`);
    }
    return result;
  } catch (cause) {
    throw new TypeError(`Invalid "${type}"`, { cause });
  }
};
var CipherSuite = class {
  #suite;
  constructor(KEM, KDF, AEAD) {
    const kem = validate(KEM, "KEM");
    const kdf = validate(KDF, "KDF");
    const aead = validate(AEAD, "AEAD");
    this.#suite = {
      KEM: kem,
      KDF: kdf,
      AEAD: aead,
      id: concat2(L_HPKE, I2OSP(kem.id, 2), I2OSP(kdf.id, 2), I2OSP(aead.id, 2))
    };
  }
  get KEM() {
    return {
      id: this.#suite.KEM.id,
      name: this.#suite.KEM.name,
      Nsecret: this.#suite.KEM.Nsecret,
      Nenc: this.#suite.KEM.Nenc,
      Npk: this.#suite.KEM.Npk,
      Nsk: this.#suite.KEM.Nsk
    };
  }
  get KDF() {
    return {
      id: this.#suite.KDF.id,
      name: this.#suite.KDF.name,
      stages: this.#suite.KDF.stages,
      Nh: this.#suite.KDF.Nh
    };
  }
  get AEAD() {
    return {
      id: this.#suite.AEAD.id,
      name: this.#suite.AEAD.name,
      Nk: this.#suite.AEAD.Nk,
      Nn: this.#suite.AEAD.Nn,
      Nt: this.#suite.AEAD.Nt
    };
  }
  async GenerateKeyPair(extractable) {
    extractable ??= false;
    checkExtractable(extractable);
    return await this.#suite.KEM.GenerateKeyPair(extractable);
  }
  async DeriveKeyPair(ikm, extractable) {
    extractable ??= false;
    checkExtractable(extractable);
    checkUint8Array(ikm, "ikm");
    if (ikm.byteLength < this.#suite.KEM.Nsk) {
      throw new DeriveKeyPairError('Insufficient "ikm" length');
    }
    try {
      return await this.#suite.KEM.DeriveKeyPair(ikm, extractable);
    } catch (cause) {
      if (cause instanceof NotSupportedError) {
        throw cause;
      }
      throw new DeriveKeyPairError("Key derivation failed", { cause });
    }
  }
  async SerializePrivateKey(privateKey) {
    isKey(privateKey, "private", true);
    return await this.#suite.KEM.SerializePrivateKey(privateKey);
  }
  async SerializePublicKey(publicKey2) {
    isKey(publicKey2, "public", true);
    return await this.#suite.KEM.SerializePublicKey(publicKey2);
  }
  async DeserializePrivateKey(privateKey, extractable) {
    extractable ??= false;
    checkExtractable(extractable);
    checkUint8Array(privateKey, "privateKey");
    try {
      if (privateKey.byteLength !== this.#suite.KEM.Nsk) {
        throw new Error('Invalid "privateKey" length');
      }
      return await this.#suite.KEM.DeserializePrivateKey(privateKey, extractable);
    } catch (cause) {
      if (cause instanceof NotSupportedError) {
        throw cause;
      }
      throw new DeserializeError("Private key deserialization failed", { cause });
    }
  }
  async DeserializePublicKey(publicKey2) {
    checkUint8Array(publicKey2, "publicKey");
    try {
      if (publicKey2.byteLength !== this.#suite.KEM.Npk) {
        throw new Error('Invalid "publicKey" length');
      }
      return await this.#suite.KEM.DeserializePublicKey(publicKey2);
    } catch (cause) {
      if (cause instanceof NotSupportedError) {
        throw cause;
      }
      throw new DeserializeError("Public key deserialization failed", { cause });
    }
  }
  async Seal(publicKey2, plaintext, options) {
    if (this.#suite.AEAD.id === EXPORT_ONLY) {
      throw new TypeError("Export-only AEAD cannot be used with Seal");
    }
    const { encapsulatedSecret, ctx } = await this.SetupSender(publicKey2, options);
    const ciphertext = await ctx.Seal(plaintext, options?.aad);
    return { encapsulatedSecret, ciphertext };
  }
  async Open(privateKey, encapsulatedSecret, ciphertext, options) {
    if (this.#suite.AEAD.id === EXPORT_ONLY) {
      throw new TypeError("Export-only AEAD cannot be used with Open");
    }
    const ctx = await this.SetupRecipient(privateKey, encapsulatedSecret, options);
    return await ctx.Open(ciphertext, options?.aad);
  }
  async SendExport(publicKey2, exporterContext, length, options) {
    const { encapsulatedSecret, ctx } = await this.SetupSender(publicKey2, options);
    const exportedSecret = await ctx.Export(exporterContext, length);
    return { encapsulatedSecret, exportedSecret };
  }
  async ReceiveExport(privateKey, encapsulatedSecret, exporterContext, length, options) {
    const ctx = await this.SetupRecipient(privateKey, encapsulatedSecret, options);
    return await ctx.Export(exporterContext, length);
  }
  async SetupSender(publicKey2, options) {
    isKey(publicKey2, "public");
    let shared_secret;
    let enc;
    try {
      const result = await this.#suite.KEM.Encap(publicKey2);
      shared_secret = result.shared_secret;
      enc = result.enc;
    } catch (cause) {
      if (cause instanceof ValidationError || cause instanceof NotSupportedError) {
        throw cause;
      }
      throw new EncapError("Encapsulation failed", { cause });
    }
    const mode = options?.psk?.byteLength ? MODE_PSK : MODE_BASE;
    const { key, base_nonce, exporter_secret } = await KeySchedule(
      this.#suite,
      mode,
      shared_secret,
      options?.info,
      options?.psk,
      options?.pskId
    );
    const ctx = new SenderContext(this.#suite, mode, key, base_nonce, exporter_secret);
    return { encapsulatedSecret: enc, ctx };
  }
  async SetupRecipient(privateKey, encapsulatedSecret, options) {
    const { skR, pkR } = this.#extractRecipientKeys(privateKey);
    checkUint8Array(encapsulatedSecret, "encapsulatedSecret");
    if (encapsulatedSecret.byteLength !== this.#suite.KEM.Nenc) {
      throw new DecapError("Invalid encapsulated secret length");
    }
    let shared_secret;
    try {
      shared_secret = await this.#suite.KEM.Decap(encapsulatedSecret, skR, pkR);
    } catch (cause) {
      if (cause instanceof ValidationError || cause instanceof NotSupportedError) {
        throw cause;
      }
      throw new DecapError("Decapsulation failed", { cause });
    }
    const mode = options?.psk?.byteLength ? MODE_PSK : MODE_BASE;
    const { key, base_nonce, exporter_secret } = await KeySchedule(
      this.#suite,
      mode,
      shared_secret,
      options?.info,
      options?.psk,
      options?.pskId
    );
    return new RecipientContext(this.#suite, mode, key, base_nonce, exporter_secret);
  }
  #extractRecipientKeys(skR) {
    if (isKeyPair(skR)) {
      return { skR: skR.privateKey, pkR: skR.publicKey };
    }
    isKey(skR, "private");
    return { skR, pkR: void 0 };
  }
};
var ValidationError = class _ValidationError extends Error {
  constructor(message, options) {
    super(message, options);
    this.name = "ValidationError";
    Error.captureStackTrace?.(this, _ValidationError);
  }
};
var DeserializeError = class _DeserializeError extends Error {
  constructor(message, options) {
    super(message, options);
    this.name = "DeserializeError";
    Error.captureStackTrace?.(this, _DeserializeError);
  }
};
var EncapError = class _EncapError extends Error {
  constructor(message, options) {
    super(message, options);
    this.name = "EncapError";
    Error.captureStackTrace?.(this, _EncapError);
  }
};
var DecapError = class _DecapError extends Error {
  constructor(message, options) {
    super(message, options);
    this.name = "DecapError";
    Error.captureStackTrace?.(this, _DecapError);
  }
};
var OpenError = class _OpenError extends Error {
  constructor(message, options) {
    super(message, options);
    this.name = "OpenError";
    Error.captureStackTrace?.(this, _OpenError);
  }
};
var MessageLimitReachedError = class _MessageLimitReachedError extends Error {
  constructor(message, options) {
    super(message, options);
    this.name = "MessageLimitReachedError";
    Error.captureStackTrace?.(this, _MessageLimitReachedError);
  }
};
var DeriveKeyPairError = class _DeriveKeyPairError extends Error {
  constructor(message, options) {
    super(message, options);
    this.name = "DeriveKeyPairError";
    Error.captureStackTrace?.(this, _DeriveKeyPairError);
  }
};
var NotSupportedError = class _NotSupportedError extends Error {
  constructor(message, options) {
    super(message, options);
    this.name = "NotSupportedError";
    Error.captureStackTrace?.(this, _NotSupportedError);
  }
};
var MODE_BASE = 0;
var MODE_PSK = 1;
function concat2(...buffers) {
  const size = buffers.reduce((acc, { length }) => acc + length, 0);
  const buf = new Uint8Array(size);
  let i = 0;
  for (const buffer of buffers) {
    buf.set(buffer, i);
    i += buffer.length;
  }
  return buf;
}
function slice(buffer, start, end) {
  return Uint8Array.prototype.slice.call(buffer, start, end);
}
function encode(string) {
  const bytes = new Uint8Array(string.length);
  for (let i = 0; i < string.length; i++) {
    const code = string.charCodeAt(i);
    if (code > 127) {
      throw new TypeError("Input string must contain only ASCII characters");
    }
    bytes[i] = code;
  }
  return bytes;
}
var L_HPKE_v1 = /* @__PURE__ */ encode("HPKE-v1");
var L_HPKE = /* @__PURE__ */ encode("HPKE");
var L_sec = /* @__PURE__ */ encode("sec");
var L_secret = /* @__PURE__ */ encode("secret");
var L_key = /* @__PURE__ */ encode("key");
var L_base_nonce = /* @__PURE__ */ encode("base_nonce");
var L_exp = /* @__PURE__ */ encode("exp");
var L_psk_id_hash = /* @__PURE__ */ encode("psk_id_hash");
var L_info_hash = /* @__PURE__ */ encode("info_hash");
function lengthPrefixed(x) {
  return concat2(I2OSP(x.byteLength, 2), x);
}
async function LabeledDerive(KDF, suite_id, ikm, label2, context, L) {
  const labeled_ikm = concat2(ikm, L_HPKE_v1, suite_id, lengthPrefixed(label2), I2OSP(L, 2), context);
  return await KDF.Derive(labeled_ikm, L);
}
async function Export_OneStage(KDF, suite_id, exporter_secret, exporter_context, L) {
  checkLength(exporter_context, "Exporter context", MAX_LENGTH_ONE_STAGE);
  return await LabeledDerive(KDF, suite_id, exporter_secret, L_sec, exporter_context, L);
}
async function CombineSecrets_OneStage(suite, mode, shared_secret, info, psk, psk_id) {
  checkLength(psk, "PSK", MAX_LENGTH_ONE_STAGE);
  checkLength(psk_id, "PSK ID", MAX_LENGTH_ONE_STAGE);
  checkLength(info, "Info", MAX_LENGTH_ONE_STAGE);
  const secrets = concat2(lengthPrefixed(psk), lengthPrefixed(shared_secret));
  const context = concat2(I2OSP(mode, 1), lengthPrefixed(psk_id), lengthPrefixed(info));
  const secret = await LabeledDerive(
    suite.KDF,
    suite.id,
    secrets,
    L_secret,
    context,
    suite.AEAD.Nk + suite.AEAD.Nn + suite.KDF.Nh
  );
  const key = slice(secret, 0, suite.AEAD.Nk);
  const base_nonce = slice(secret, suite.AEAD.Nk, suite.AEAD.Nk + suite.AEAD.Nn);
  const exporter_secret = slice(secret, suite.AEAD.Nk + suite.AEAD.Nn);
  return { key, base_nonce, exporter_secret };
}
var MAX_LENGTH_TWO_STAGE = 65535;
var MAX_LENGTH_ONE_STAGE = 65535;
function checkLength(data, name2, maxLength) {
  if (data.byteLength > maxLength) {
    throw new TypeError(`${name2} length must not exceed ${maxLength} bytes`);
  }
}
function checkUint8Array(input, name2) {
  if (!(input instanceof Uint8Array)) {
    throw new TypeError(`"${name2}" must be Uint8Array`);
  }
  if (typeof SharedArrayBuffer !== "undefined" && input.buffer instanceof SharedArrayBuffer) {
    throw new TypeError(`"${name2}" must not be backed by a SharedArrayBuffer`);
  }
}
function checkExtractable(extractable) {
  if (typeof extractable !== "boolean") {
    throw new TypeError('"extractable" must be boolean');
  }
}
async function CombineSecrets_TwoStage(suite, mode, shared_secret, info, psk, psk_id) {
  checkLength(psk, "PSK", MAX_LENGTH_TWO_STAGE);
  checkLength(psk_id, "PSK ID", MAX_LENGTH_TWO_STAGE);
  checkLength(info, "Info", MAX_LENGTH_TWO_STAGE);
  const [psk_id_hash, info_hash] = await Promise.all([
    LabeledExtract(suite.KDF, suite.id, new Uint8Array(), L_psk_id_hash, psk_id),
    LabeledExtract(suite.KDF, suite.id, new Uint8Array(), L_info_hash, info)
  ]);
  const key_schedule_context = concat2(I2OSP(mode, 1), psk_id_hash, info_hash);
  const secret = await LabeledExtract(suite.KDF, suite.id, shared_secret, L_secret, psk);
  if (suite.AEAD.id === EXPORT_ONLY) {
    const exporter_secret2 = await LabeledExpand(
      suite.KDF,
      suite.id,
      secret,
      L_exp,
      key_schedule_context,
      suite.KDF.Nh
    );
    return { key: new Uint8Array(), base_nonce: new Uint8Array(), exporter_secret: exporter_secret2 };
  }
  const [key, base_nonce, exporter_secret] = await Promise.all([
    LabeledExpand(suite.KDF, suite.id, secret, L_key, key_schedule_context, suite.AEAD.Nk),
    LabeledExpand(suite.KDF, suite.id, secret, L_base_nonce, key_schedule_context, suite.AEAD.Nn),
    LabeledExpand(suite.KDF, suite.id, secret, L_exp, key_schedule_context, suite.KDF.Nh)
  ]);
  return { key, base_nonce, exporter_secret };
}
async function Export_TwoStage(KDF, suite_id, exporter_secret, exporter_context, L) {
  checkLength(exporter_context, "Exporter context", MAX_LENGTH_TWO_STAGE);
  return await LabeledExpand(KDF, suite_id, exporter_secret, L_sec, exporter_context, L);
}
async function LabeledExtract(KDF, suite_id, salt, label2, ikm) {
  const labeled_ikm = concat2(L_HPKE_v1, suite_id, label2, ikm);
  return await KDF.Extract(salt, labeled_ikm);
}
async function LabeledExpand(KDF, suite_id, prk, label2, info, L) {
  const labeled_info = concat2(I2OSP(L, 2), L_HPKE_v1, suite_id, label2, info);
  return await KDF.Expand(prk, labeled_info, L);
}
function isKeyPair(skR) {
  if (!skR || typeof skR !== "object") return false;
  if ("publicKey" in skR && "privateKey" in skR) {
    const pkR = skR.publicKey;
    skR = skR.privateKey;
    try {
      isKey(pkR, "public");
      isKey(skR, "private");
      if (pkR.algorithm.name !== skR.algorithm.name) {
        throw new TypeError("key pair algorithms do not match");
      }
    } catch (cause) {
      throw new TypeError('Invalid "privateKey"', { cause });
    }
    return true;
  }
  return false;
}
function isKey(key, type, extractable) {
  const k = key;
  if (typeof k.algorithm !== "object" || typeof k.algorithm.name !== "string" || typeof k.extractable !== "boolean" || typeof k.type !== "string" || k.type !== type) {
    throw new TypeError(`Invalid "${type}Key"`);
  }
  if (extractable && k.extractable !== true) {
    throw new TypeError(`"${type}Key" must be extractable`);
  }
}
function I2OSP(n, w) {
  if (!Number.isSafeInteger(w) || w <= 0) {
    throw new Error("w must be a positive safe integer");
  }
  if (!Number.isSafeInteger(n) || n < 0) {
    throw new Error("n must be a non-negative safe integer");
  }
  const max = Math.pow(256, w);
  if (n >= max) {
    throw new Error("n too large to fit in w-length byte string");
  }
  const ret = new Uint8Array(w);
  let num = n;
  for (let i = 0; i < w && num; i++) {
    ret[w - (i + 1)] = num % 256;
    num = Math.floor(num / 256);
  }
  return ret;
}
function KDFStages(KDF) {
  if (KDF.stages === 1 || KDF.stages === 2) {
    return KDF.stages;
  }
  throw new Error("unreachable");
}
async function KeySchedule(suite, mode, shared_secret, info, psk, pskId) {
  info ??= new Uint8Array();
  checkUint8Array(info, "info");
  psk ??= new Uint8Array();
  checkUint8Array(psk, "psk");
  pskId ??= new Uint8Array();
  checkUint8Array(pskId, "pskId");
  const stages = KDFStages(suite.KDF);
  const CombineSecrets = stages === 1 ? CombineSecrets_OneStage : CombineSecrets_TwoStage;
  VerifyPSKInputs(psk, pskId);
  return await CombineSecrets(suite, mode, shared_secret, info, psk, pskId);
}
function VerifyPSKInputs(psk, psk_id) {
  if (psk.byteLength && psk_id.byteLength) {
    if (psk.byteLength < 32) {
      throw new TypeError("Insufficient PSK length");
    }
    return;
  }
  if (!psk.byteLength && !psk_id.byteLength) {
    return;
  }
  throw new TypeError("Inconsistent PSK inputs");
}
var NotApplicable = () => {
  throw new Error("unreachable");
};
var EXPORT_ONLY = 65535;
var AES_GCM_P_MAX = 2 ** 36 - 31;
var CHACHA20_POLY1305_P_MAX = 2 ** 38 - 64;
async function subtle(promise, name2) {
  try {
    return await promise(crypto.subtle);
  } catch (cause) {
    if (cause instanceof TypeError || cause instanceof DOMException && cause.name === "NotSupportedError") {
      throw new NotSupportedError(`${name2} is unsupported in this runtime`, { cause });
    }
    throw cause;
  }
}
async function getCachedCryptoKey(cache, keyBytes, init) {
  const cached = cache.get(keyBytes);
  if (cached && cached.bytes.byteLength === keyBytes.byteLength && cached.bytes.every((byte, index) => byte === keyBytes[index])) {
    return cached.key;
  }
  const bytes = slice(keyBytes);
  const entry = { bytes, key: init(bytes) };
  cache.set(keyBytes, entry);
  try {
    return await entry.key;
  } catch (cause) {
    if (cache.get(keyBytes) === entry) cache.delete(keyBytes);
    throw cause;
  }
}
function HKDF_SHARED() {
  let emptySalt;
  async function importKey(salt) {
    return await subtle(
      (c) => c.importKey("raw", salt, { name: "HMAC", hash: this.hash }, false, ["sign"]),
      this.name
    );
  }
  const cache = /* @__PURE__ */ new WeakMap();
  return {
    stages: 2,
    Derive: NotApplicable,
    async Extract(salt, ikm) {
      const key = salt.byteLength === 0 ? emptySalt ??= await importKey.call(this, new ArrayBuffer(this.Nh)) : await importKey.call(this, salt);
      return new Uint8Array(
        await subtle((c) => c.sign("HMAC", key, ikm), this.name)
      );
    },
    async Expand(prk, info, L) {
      if (prk.byteLength < this.Nh) {
        throw new Error("prk.byteLength < this.Nh");
      }
      if (L > 255 * this.Nh) {
        throw new Error("L must be <= 255*Nh");
      }
      const N2 = Math.ceil(L / this.Nh);
      const key = await getCachedCryptoKey(
        cache,
        prk,
        (bytes) => importKey.call(this, bytes)
      );
      const T = new Uint8Array(N2 * this.Nh);
      let T_prev = new Uint8Array();
      for (let i = 0; i < N2; i++) {
        const input = new Uint8Array(T_prev.byteLength + info.byteLength + 1);
        input.set(T_prev);
        input.set(info, T_prev.byteLength);
        input[T_prev.byteLength + info.byteLength] = i + 1;
        const T_i = new Uint8Array(await subtle((c) => c.sign("HMAC", key, input), this.name));
        T.set(T_i, i * this.Nh);
        T_prev = T_i;
      }
      return slice(T, 0, L);
    }
  };
}
var KDF_HKDF_SHA256 = function() {
  return { id: 1, type: "KDF", name: "HKDF-SHA256", Nh: 32, hash: "SHA-256", ...HKDF_SHARED() };
};
function AEAD_SHARED(P_MAX) {
  const cache = /* @__PURE__ */ new WeakMap();
  async function importKey(key) {
    return await subtle(
      (c) => c.importKey(this.keyFormat, key, this.algorithm, false, [
        "encrypt",
        "decrypt"
      ]),
      this.name
    );
  }
  return {
    async Seal(key, nonce, aad, pt) {
      if (pt.byteLength > P_MAX) {
        throw new RangeError('"pt" exceeds P_MAX');
      }
      const cryptoKey = await getCachedCryptoKey(cache, key, (bytes) => importKey.call(this, bytes));
      return new Uint8Array(
        await subtle(
          (c) => c.encrypt(
            {
              name: this.algorithm,
              iv: nonce,
              additionalData: aad
            },
            cryptoKey,
            pt
          ),
          this.name
        )
      );
    },
    async Open(key, nonce, aad, ct) {
      const cryptoKey = await getCachedCryptoKey(cache, key, (bytes) => importKey.call(this, bytes));
      return new Uint8Array(
        await subtle(
          (c) => c.decrypt(
            {
              name: this.algorithm,
              iv: nonce,
              additionalData: aad
            },
            cryptoKey,
            ct
          ),
          this.name
        )
      );
    }
  };
}
var AEAD_AES_256_GCM = function() {
  return {
    id: 2,
    type: "AEAD",
    name: "AES-256-GCM",
    Nk: 32,
    Nn: 12,
    Nt: 16,
    algorithm: "AES-GCM",
    keyFormat: "raw",
    ...AEAD_SHARED(AES_GCM_P_MAX)
  };
};

// node_modules/@noble/hashes/hmac.js
var _HMAC = class {
  oHash;
  iHash;
  blockLen;
  outputLen;
  canXOF = false;
  finished = false;
  destroyed = false;
  constructor(hash, key) {
    ahash(hash);
    abytes(key, void 0, "key");
    this.iHash = hash.create();
    if (typeof this.iHash.update !== "function")
      throw new Error("expected Hash instance");
    this.blockLen = this.iHash.blockLen;
    this.outputLen = this.iHash.outputLen;
    const blockLen = this.blockLen;
    const pad = new Uint8Array(blockLen);
    pad.set(key.length > blockLen ? hash.create().update(key).digest() : key);
    for (let i = 0; i < pad.length; i++)
      pad[i] ^= 54;
    this.iHash.update(pad);
    this.oHash = hash.create();
    for (let i = 0; i < pad.length; i++)
      pad[i] ^= 54 ^ 92;
    this.oHash.update(pad);
    clean(pad);
  }
  update(buf) {
    aexists(this);
    this.iHash.update(buf);
    return this;
  }
  digestInto(out) {
    aexists(this);
    aoutput(out, this);
    this.finished = true;
    const buf = out.subarray(0, this.outputLen);
    this.iHash.digestInto(buf);
    this.oHash.update(buf);
    this.oHash.digestInto(buf);
    this.destroy();
  }
  digest() {
    const out = new Uint8Array(this.oHash.outputLen);
    this.digestInto(out);
    return out;
  }
  _cloneInto(to) {
    to ||= Object.create(Object.getPrototypeOf(this), {});
    const { oHash, iHash, finished, destroyed, blockLen, outputLen, canXOF } = this;
    to = to;
    to.finished = finished;
    to.destroyed = destroyed;
    to.blockLen = blockLen;
    to.outputLen = outputLen;
    to.canXOF = canXOF;
    to.oHash = oHash._cloneInto(to.oHash);
    to.iHash = iHash._cloneInto(to.iHash);
    return to;
  }
  clone() {
    return this._cloneInto();
  }
  destroy() {
    this.destroyed = true;
    this.oHash.destroy();
    this.iHash.destroy();
  }
};
var hmac = /* @__PURE__ */ (() => {
  const hmac_ = ((hash, key, message) => new _HMAC(hash, key).update(message).digest());
  hmac_.create = (hash, key) => new _HMAC(hash, key);
  return hmac_;
})();

// node_modules/@noble/hashes/hkdf.js
var HKDF_COUNTER = /* @__PURE__ */ Uint8Array.of(0);
var EMPTY_BUFFER = /* @__PURE__ */ Uint8Array.of();
function expand(hash, prk, info, length = 32, _recycled) {
  ahash(hash);
  anumber(length, "length");
  abytes(prk, void 0, "prk");
  const olen = hash.outputLen;
  if (prk.length < olen)
    throw new Error('"prk" must be at least HashLen octets');
  if (length > 255 * olen)
    throw new Error("Length must be <= 255*HashLen");
  const blocks = Math.ceil(length / olen);
  if (info === void 0)
    info = EMPTY_BUFFER;
  else
    abytes(info, void 0, "info");
  if (!blocks) {
    if (_recycled)
      clean(prk);
    return new Uint8Array();
  }
  const okm = _recycled && blocks === 1 ? prk : new Uint8Array(blocks * olen);
  const { iHash, oHash } = hmac.create(hash, prk);
  const T = _recycled ? prk : new Uint8Array(olen);
  const worker = blocks > 1 ? _recycled?.iHash || hash.create() : void 0;
  for (let counter = 0; counter < blocks - 1; counter++) {
    HKDF_COUNTER[0] = counter + 1;
    const iWork = iHash._cloneInto(worker);
    if (counter)
      iWork.update(T);
    iWork.update(info).update(HKDF_COUNTER).digestInto(T);
    oHash._cloneInto(worker).update(T).digestInto(T);
    okm.set(T, olen * counter);
  }
  HKDF_COUNTER[0] = blocks;
  if (blocks > 1)
    iHash.update(T);
  iHash.update(info).update(HKDF_COUNTER).digestInto(T);
  oHash.update(T).digestInto(T);
  okm.set(T, olen * (blocks - 1));
  iHash.destroy();
  oHash.destroy();
  worker?.destroy();
  if (T !== okm)
    clean(T);
  clean(HKDF_COUNTER);
  if (length === okm.length)
    return okm;
  const res = okm.slice(0, length);
  clean(okm);
  return res;
}
var hkdf = (hash, ikm, salt, info, length) => {
  ahash(hash);
  if (salt === void 0)
    salt = new Uint8Array(hash.outputLen);
  const HMAC = hmac.create(hash, salt).update(ikm);
  return expand(hash, HMAC.digest(), info, length, HMAC);
};

// node_modules/@noble/hashes/sha3.js
var _0n = BigInt(0);
var _1n = BigInt(1);
var _2n = BigInt(2);
var _7n = BigInt(7);
var _256n = BigInt(256);
var _0x71n = BigInt(113);
var SHA3_PI = [];
var SHA3_ROTL = [];
var _SHA3_IOTA = [];
for (let round = 0, R = _1n, x = 1, y = 0; round < 24; round++) {
  [x, y] = [y, (2 * x + 3 * y) % 5];
  SHA3_PI.push(2 * (5 * y + x));
  SHA3_ROTL.push((round + 1) * (round + 2) / 2 % 64);
  let t = _0n;
  for (let j = 0; j < 7; j++) {
    R = (R << _1n ^ (R >> _7n) * _0x71n) % _256n;
    if (R & _2n)
      t ^= _1n << (_1n << BigInt(j)) - _1n;
  }
  _SHA3_IOTA.push(t);
}
var IOTAS = split(_SHA3_IOTA, true);
var SHA3_IOTA_H = IOTAS[0];
var SHA3_IOTA_L = IOTAS[1];
var rotlSH = (h2, l, s) => h2 << s | l >>> 32 - s;
var rotlSL = (h2, l, s) => l << s | h2 >>> 32 - s;
var rotlBH = (h2, l, s) => l << s - 32 | h2 >>> 64 - s;
var rotlBL = (h2, l, s) => h2 << s - 32 | l >>> 64 - s;
var rotlH = (h2, l, s) => s > 32 ? rotlBH(h2, l, s) : rotlSH(h2, l, s);
var rotlL = (h2, l, s) => s > 32 ? rotlBL(h2, l, s) : rotlSL(h2, l, s);
var B = new Uint32Array(5 * 2);
function keccakP(s, rounds = 24) {
  if (!(s instanceof Uint32Array))
    throw new TypeError('"s" expected Uint32Array(50), got type=' + typeof s);
  if (s.length !== 50)
    throw new RangeError('"s" expected Uint32Array(50), got length=' + s.length);
  anumber(rounds, "rounds");
  if (rounds < 1 || rounds > 24)
    throw new Error('"rounds" expected integer 1..24');
  for (let round = 24 - rounds; round < 24; round++) {
    for (let x = 0; x < 10; x++)
      B[x] = s[x] ^ s[x + 10] ^ s[x + 20] ^ s[x + 30] ^ s[x + 40];
    for (let x = 0; x < 10; x += 2) {
      const idx1 = (x + 8) % 10;
      const idx0 = (x + 2) % 10;
      const B0 = B[idx0];
      const B1 = B[idx0 + 1];
      const Th = rotlH(B0, B1, 1) ^ B[idx1];
      const Tl = rotlL(B0, B1, 1) ^ B[idx1 + 1];
      for (let y = 0; y < 50; y += 10) {
        s[x + y] ^= Th;
        s[x + y + 1] ^= Tl;
      }
    }
    let curH = s[2];
    let curL = s[3];
    for (let t = 0; t < 24; t++) {
      const shift = SHA3_ROTL[t];
      const Th = rotlH(curH, curL, shift);
      const Tl = rotlL(curH, curL, shift);
      const PI = SHA3_PI[t];
      curH = s[PI];
      curL = s[PI + 1];
      s[PI] = Th;
      s[PI + 1] = Tl;
    }
    for (let y = 0; y < 50; y += 10) {
      const b0 = s[y], b1 = s[y + 1], b2 = s[y + 2], b3 = s[y + 3];
      s[y] ^= ~s[y + 2] & s[y + 4];
      s[y + 1] ^= ~s[y + 3] & s[y + 5];
      s[y + 2] ^= ~s[y + 4] & s[y + 6];
      s[y + 3] ^= ~s[y + 5] & s[y + 7];
      s[y + 4] ^= ~s[y + 6] & s[y + 8];
      s[y + 5] ^= ~s[y + 7] & s[y + 9];
      s[y + 6] ^= ~s[y + 8] & b0;
      s[y + 7] ^= ~s[y + 9] & b1;
      s[y + 8] ^= ~b0 & b2;
      s[y + 9] ^= ~b1 & b3;
    }
    s[0] ^= SHA3_IOTA_H[round];
    s[1] ^= SHA3_IOTA_L[round];
  }
  clean(B);
}
var Keccak = class _Keccak {
  state;
  pos = 0;
  posOut = 0;
  finished = false;
  state32;
  destroyed = false;
  blockLen;
  suffix;
  outputLen;
  canXOF;
  enableXOF = false;
  rounds;
  // NOTE: we accept arguments in bytes instead of bits here.
  constructor(blockLen, suffix, outputLen, enableXOF = false, rounds = 24) {
    anumber(blockLen, "blockLen");
    anumber(suffix, "suffix");
    anumber(rounds, "rounds");
    abool(enableXOF, "enableXOF");
    this.blockLen = blockLen;
    this.suffix = suffix;
    this.outputLen = outputLen;
    this.enableXOF = enableXOF;
    this.canXOF = enableXOF;
    this.rounds = rounds;
    anumber(outputLen, "outputLen");
    if (!(0 < blockLen && blockLen < 200))
      throw new Error('"blockLen" must be 1..199');
    this.state = new Uint8Array(200);
    this.state32 = u32(this.state);
  }
  clone() {
    return this._cloneInto();
  }
  keccak() {
    swap32IfBE(this.state32);
    keccakP(this.state32, this.rounds);
    swap32IfBE(this.state32);
    this.posOut = 0;
    this.pos = 0;
  }
  update(data) {
    aexists(this);
    abytes(data);
    const { blockLen, state, state32 } = this;
    const len = data.length;
    const canUseU32 = blockLen % 4 === 0 && data.byteOffset % 4 === 0;
    const blockLen32 = blockLen / 4;
    const data32 = canUseU32 && len >= blockLen ? u32(data) : void 0;
    for (let pos = 0; pos < len; ) {
      if (data32 !== void 0 && this.pos === 0 && pos % 4 === 0 && len - pos >= blockLen) {
        for (let i = 0, o = pos / 4; i < blockLen32; i++)
          state32[i] ^= data32[o + i];
        pos += blockLen;
        this.pos = blockLen;
        this.keccak();
        continue;
      }
      const take = Math.min(blockLen - this.pos, len - pos);
      for (let i = 0; i < take; i++)
        state[this.pos++] ^= data[pos++];
      if (this.pos === blockLen)
        this.keccak();
    }
    return this;
  }
  finish() {
    if (this.finished)
      return;
    this.finished = true;
    const { state, suffix, pos, blockLen } = this;
    state[pos] ^= suffix;
    if ((suffix & 128) !== 0 && pos === blockLen - 1)
      this.keccak();
    state[blockLen - 1] ^= 128;
    this.keccak();
  }
  writeInto(out) {
    aexists(this, false);
    abytes(out);
    this.finish();
    const bufferOut = this.state;
    const { blockLen } = this;
    for (let pos = 0, len = out.length; pos < len; ) {
      if (this.posOut >= blockLen)
        this.keccak();
      const take = Math.min(blockLen - this.posOut, len - pos);
      out.set(bufferOut.subarray(this.posOut, this.posOut + take), pos);
      this.posOut += take;
      pos += take;
    }
    return out;
  }
  xofInto(out) {
    if (!this.enableXOF)
      throw new Error("XOF is not enabled");
    return this.writeInto(out);
  }
  xof(bytes) {
    anumber(bytes);
    return this.xofInto(new Uint8Array(bytes));
  }
  digestInto(out) {
    aoutput(out, this);
    if (this.finished)
      throw new Error("digest() was already called");
    this.writeInto(out.length === this.outputLen ? out : out.subarray(0, this.outputLen));
    this.destroy();
  }
  digest() {
    const out = new Uint8Array(this.outputLen);
    this.digestInto(out);
    return out;
  }
  destroy() {
    this.destroyed = true;
    clean(this.state);
  }
  _cloneInto(to) {
    const { blockLen, suffix, outputLen, rounds, enableXOF } = this;
    to ||= new _Keccak(blockLen, suffix, outputLen, enableXOF, rounds);
    to.blockLen = blockLen;
    to.state32.set(this.state32);
    to.pos = this.pos;
    to.posOut = this.posOut;
    to.finished = this.finished;
    to.rounds = rounds;
    to.suffix = suffix;
    to.outputLen = outputLen;
    to.enableXOF = enableXOF;
    to.canXOF = this.canXOF;
    to.destroyed = this.destroyed;
    return to;
  }
};
var genKeccak = (suffix, blockLen, outputLen, info = {}) => createHasher(() => new Keccak(blockLen, suffix, outputLen), info);
var sha3_256 = /* @__PURE__ */ genKeccak(
  6,
  136,
  32,
  /* @__PURE__ */ oidNist(8)
);
var sha3_512 = /* @__PURE__ */ genKeccak(
  6,
  72,
  64,
  /* @__PURE__ */ oidNist(10)
);
var genShake = (suffix, blockLen, outputLen, info = {}) => createHasher((opts2 = {}) => {
  opts2 = checkOpts({}, opts2);
  return new Keccak(blockLen, suffix, opts2.dkLen === void 0 ? outputLen : opts2.dkLen, true);
}, info);
var shake128 = /* @__PURE__ */ genShake(31, 168, 16, /* @__PURE__ */ oidNist(11));
var shake256 = /* @__PURE__ */ genShake(31, 136, 32, /* @__PURE__ */ oidNist(12));

// node_modules/@noble/curves/abstract/fft.js
function checkU32(n, title = "n") {
  if (typeof n !== "number")
    throw new TypeError(`wrong u32 integer "${title}": expected number, got type=${typeof n}`);
  if (!Number.isSafeInteger(n) || n < 0 || n > 4294967295)
    throw new RangeError(`wrong u32 integer "${title}": expected 0..4294967295, got ${n}`);
  return n;
}
function isPowerOfTwo(x) {
  checkU32(x, "x");
  return (x & x - 1) === 0 && x !== 0;
}
function reverseBits(n, bits) {
  checkU32(n);
  if (typeof bits !== "number")
    throw new TypeError('"bits" expected number, got type=' + typeof bits);
  if (!Number.isSafeInteger(bits) || bits < 0 || bits > 32)
    throw new Error(`expected integer 0 <= bits <= 32, got ${bits}`);
  let reversed = 0;
  for (let i = 0; i < bits; i++, n >>>= 1)
    reversed = reversed << 1 | n & 1;
  return reversed >>> 0;
}
function log2(n) {
  checkU32(n);
  return 31 - Math.clz32(n);
}
function bitReversalInplace(values) {
  if (!values || typeof values !== "object" || typeof values.length !== "number")
    throw new TypeError('"values" expected array-like, got type=' + typeof values);
  const n = values.length;
  if (!isPowerOfTwo(n))
    throw new Error("expected positive power-of-two length, got " + n);
  const bits = log2(n);
  for (let i = 0; i < n; i++) {
    const j = reverseBits(i, bits);
    if (i < j) {
      const tmp = values[i];
      values[i] = values[j];
      values[j] = tmp;
    }
  }
  return values;
}
var FFTCore = (F2, coreOpts) => {
  validateObject(coreOpts, { N: "number", roots: "object", dit: "boolean" }, { invertButterflies: "boolean", skipStages: "number", brp: "boolean" }, "coreOpts");
  const { N: N2, roots, dit, invertButterflies = false, skipStages = 0, brp = true } = coreOpts;
  checkU32(N2, "coreOpts.N");
  const bits = log2(N2);
  if (!isPowerOfTwo(N2))
    throw new Error("FFT: Polynomial size should be power of two");
  checkU32(skipStages, "coreOpts.skipStages");
  const maxSkipStages = bits === 0 ? 0 : bits - 1;
  if (skipStages > maxSkipStages)
    throw new Error(`FFT: wrong skipStages: expected 0 <= skipStages <= ${maxSkipStages}`);
  if (roots.length !== N2)
    throw new Error(`FFT: wrong roots length: expected ${N2}, got ${roots.length}`);
  const isDit = dit !== invertButterflies;
  return (values) => {
    if (values.length !== N2)
      throw new Error("FFT: wrong Polynomial length");
    if (dit && brp)
      bitReversalInplace(values);
    for (let i = 0, g = 1; i < bits - skipStages; i++) {
      const s = dit ? i + 1 + skipStages : bits - i;
      const m = 1 << s;
      const m2 = m >> 1;
      const stride = N2 >> s;
      for (let k = 0; k < N2; k += m) {
        for (let j = 0, grp = g++; j < m2; j++) {
          const rootPos = invertButterflies ? dit ? N2 - grp : grp : j * stride;
          const i0 = k + j;
          const i1 = k + j + m2;
          const omega = roots[rootPos];
          const b = values[i1];
          const a = values[i0];
          if (isDit) {
            const t = F2.mul(b, omega);
            values[i0] = F2.add(a, t);
            values[i1] = F2.sub(a, t);
          } else if (invertButterflies) {
            values[i0] = F2.add(b, a);
            values[i1] = F2.mul(F2.sub(b, a), omega);
          } else {
            values[i0] = F2.add(a, b);
            values[i1] = F2.mul(F2.sub(a, b), omega);
          }
        }
      }
    }
    if (!dit && brp)
      bitReversalInplace(values);
    return values;
  };
};

// node_modules/@noble/post-quantum/utils.js
/*! noble-post-quantum - MIT License (c) 2024 Paul Miller (paulmillr.com) */
var abytesDoc = abytes;
var randomBytes3 = randomBytes;
function aarray2(item, title, inner = () => {
}) {
  if (!Array.isArray(item))
    throw new TypeError(`"${title}" expected array, got type=${typeof item}`);
  for (let i = 0; i < item.length; i++)
    inner(item[i], `${title}[${i}]`);
  return item;
}
function equalBytes(a, b) {
  a = abytes(a);
  b = abytes(b);
  if (a.length !== b.length)
    return false;
  let diff = 0;
  for (let i = 0; i < a.length; i++)
    diff |= a[i] ^ b[i];
  return diff === 0;
}
function copyBytes2(bytes) {
  return new Uint8Array(abytes(bytes));
}
function splitCoder(label2, ...lengths) {
  const getLength = (c) => typeof c === "number" ? c : c.bytesLen;
  const bytesLen = lengths.reduce((sum, a) => sum + getLength(a), 0);
  return {
    bytesLen,
    encode: (bufs) => {
      const res = new Uint8Array(bytesLen);
      for (let i = 0, pos = 0; i < lengths.length; i++) {
        const c = lengths[i];
        const l = getLength(c);
        const b = typeof c === "number" ? bufs[i] : c.encode(bufs[i]);
        abytes(b, l, label2);
        res.set(b, pos);
        if (typeof c !== "number")
          b.fill(0);
        pos += l;
      }
      return res;
    },
    decode: (buf) => {
      abytes(buf, bytesLen, label2);
      const res = [];
      for (const c of lengths) {
        const l = getLength(c);
        const b = buf.subarray(0, l);
        res.push(typeof c === "number" ? b : c.decode(b));
        buf = buf.subarray(l);
      }
      return res;
    }
  };
}
function vecCoder(c, vecLen) {
  const coder = c;
  const bytesLen = vecLen * coder.bytesLen;
  return {
    bytesLen,
    encode: (u) => {
      const uArr = aarray2(u, "u");
      if (uArr.length !== vecLen)
        throw new RangeError(`vecCoder.encode: wrong length=${uArr.length}. Expected: ${vecLen}`);
      const res = new Uint8Array(bytesLen);
      for (let i = 0, pos = 0; i < uArr.length; i++) {
        const b = coder.encode(uArr[i]);
        res.set(b, pos);
        b.fill(0);
        pos += b.length;
      }
      return res;
    },
    decode: (a) => {
      abytes(a, bytesLen);
      const r = [];
      for (let i = 0; i < a.length; i += coder.bytesLen)
        r.push(coder.decode(a.subarray(i, i + coder.bytesLen)));
      return r;
    }
  };
}
function cleanBytes(...list2) {
  for (const t of list2) {
    if (Array.isArray(t))
      for (const b of t)
        b.fill(0);
    else
      t.fill(0);
  }
}
function getMask(bits) {
  anumber(bits, "bits");
  if (bits > 32)
    throw new RangeError('"bits" expected <= 32, got ' + bits);
  return bits === 32 ? 4294967295 : ~(-1 << bits) >>> 0;
}

// node_modules/@noble/post-quantum/_crystals.js
/*! noble-post-quantum - MIT License (c) 2024 Paul Miller (paulmillr.com) */
var genCrystals = (opts2) => {
  const { newPoly, N: N2, Q: Q2, F: F2, ROOT_OF_UNITY: ROOT_OF_UNITY2, brvBits, isKyber } = opts2;
  const mod = (a, modulo = Q2) => {
    const result = a % modulo | 0;
    return (result >= 0 ? result | 0 : modulo + result | 0) | 0;
  };
  const smod = (a, modulo = Q2) => {
    const r = mod(a, modulo) | 0;
    return (r > modulo >> 1 ? r - modulo | 0 : r) | 0;
  };
  function getZettas() {
    const out = newPoly(N2);
    for (let i = 0; i < N2; i++) {
      const b = reverseBits(i, brvBits);
      const p = BigInt(ROOT_OF_UNITY2) ** BigInt(b) % BigInt(Q2);
      out[i] = Number(p) | 0;
    }
    return out;
  }
  const nttZetas = getZettas();
  const inv = (_a) => {
    throw new Error("not implemented");
  };
  const field4 = isKyber ? {
    add: (a, b) => {
      const r = a + b | 0;
      return r >= Q2 ? r - Q2 | 0 : r;
    },
    sub: (a, b) => {
      const r = a - b | 0;
      return r < 0 ? r + Q2 | 0 : r;
    },
    mul: (a, b) => mod((a | 0) * (b | 0)) | 0,
    inv
  } : {
    add: (a, b) => mod((a | 0) + (b | 0)) | 0,
    sub: (a, b) => mod((a | 0) - (b | 0)) | 0,
    mul: (a, b) => mod((a | 0) * (b | 0)) | 0,
    inv
  };
  const nttOpts = {
    N: N2,
    roots: nttZetas,
    invertButterflies: true,
    skipStages: isKyber ? 1 : 0,
    brp: false
  };
  const dif = FFTCore(field4, { dit: false, ...nttOpts });
  const dit = FFTCore(field4, { dit: true, ...nttOpts });
  const NTT = {
    encode: (r) => {
      return dif(r);
    },
    decode: (r) => {
      dit(r);
      for (let i = 0; i < r.length; i++)
        r[i] = mod(F2 * r[i]);
      return r;
    }
  };
  const bitsCoder = (d, c) => {
    for (let i = 0, bufLen = 0; i < N2; i++) {
      bufLen += d;
      if (bufLen > 32)
        getMask(bufLen);
      bufLen %= 8;
    }
    const mask = getMask(d);
    const bytesLen = d * (N2 / 8);
    return {
      bytesLen,
      encode: (poly_) => {
        const poly = poly_;
        const r = new Uint8Array(bytesLen);
        for (let i = 0, buf = 0, bufLen = 0, pos = 0; i < poly.length; i++) {
          buf |= (c.encode(poly[i]) & mask) << bufLen;
          bufLen += d;
          for (; bufLen >= 8; bufLen -= 8, buf >>= 8)
            r[pos++] = buf & 255;
        }
        return r;
      },
      decode: (bytes) => {
        const r = newPoly(N2);
        for (let i = 0, buf = 0, bufLen = 0, pos = 0; i < bytes.length; i++) {
          buf |= bytes[i] << bufLen;
          bufLen += 8;
          for (; bufLen >= d; bufLen -= d, buf >>= d)
            r[pos++] = c.decode(buf & mask);
        }
        return r;
      }
    };
  };
  return {
    mod,
    smod,
    nttZetas,
    NTT: {
      encode: (r) => NTT.encode(r),
      decode: (r) => NTT.decode(r)
    },
    bitsCoder
  };
};
var createXofShake = (shake) => (seed, blockLen) => {
  if (!blockLen)
    blockLen = shake.blockLen;
  const _seed = new Uint8Array(seed.length + 2);
  _seed.set(seed);
  const seedLen = seed.length;
  const buf = new Uint8Array(blockLen);
  let h2 = shake.create({});
  let calls = 0;
  let xofs = 0;
  return {
    stats: () => ({ calls, xofs }),
    get: (x, y) => {
      _seed[seedLen + 0] = x;
      _seed[seedLen + 1] = y;
      h2.destroy();
      h2 = shake.create({}).update(_seed);
      calls++;
      return () => {
        xofs++;
        return h2.xofInto(buf);
      };
    },
    clean: () => {
      h2.destroy();
      cleanBytes(buf, _seed);
    }
  };
};
var XOF128 = /* @__PURE__ */ createXofShake(shake128);

// node_modules/@noble/post-quantum/ml-kem.js
/*! noble-post-quantum - MIT License (c) 2024 Paul Miller (paulmillr.com) */
var N = 256;
var Q = 3329;
var F = 3303;
var ROOT_OF_UNITY = 17;
var crystals = /* @__PURE__ */ genCrystals({
  N,
  Q,
  F,
  ROOT_OF_UNITY,
  newPoly: (n) => new Uint16Array(n),
  brvBits: 7,
  isKyber: true
});
var PARAMS = /* @__PURE__ */ (() => Object.freeze({
  512: Object.freeze({ N, Q, K: 2, ETA1: 3, ETA2: 2, du: 10, dv: 4, RBGstrength: 128 }),
  768: Object.freeze({ N, Q, K: 3, ETA1: 2, ETA2: 2, du: 10, dv: 4, RBGstrength: 192 }),
  1024: Object.freeze({ N, Q, K: 4, ETA1: 2, ETA2: 2, du: 11, dv: 5, RBGstrength: 256 })
}))();
var compress = (d) => {
  if (d >= 12)
    return { encode: (i) => i, decode: (i) => i >= Q ? i - Q : i };
  const a = 2 ** (d - 1);
  return {
    // This only matches standalone Compress_d after bitsCoder masks the result into Z_(2^d).
    encode: (i) => ((i << d) + Q / 2) / Q,
    // const decompress = (i: number) => round((Q / 2 ** d) * i);
    decode: (i) => i * Q + a >>> d
  };
};
var byteCoder = (d) => crystals.bitsCoder(d, d === 12 ? { encode: (i) => i, decode: (i) => i >= Q ? i - Q : i } : { encode: (i) => i, decode: (i) => i });
var polyCoder = (d) => d === 12 ? byteCoder(12) : crystals.bitsCoder(d, compress(d));
function polyAdd(a_, b_) {
  const a = a_;
  const b = b_;
  for (let i = 0; i < N; i++) {
    const r = a[i] + b[i];
    a[i] = r >= Q ? r - Q : r;
  }
}
function polySub(a_, b_) {
  const a = a_;
  const b = b_;
  for (let i = 0; i < N; i++) {
    const r = a[i] - b[i];
    a[i] = r < 0 ? r + Q : r;
  }
}
function BaseCaseMultiply(a0, a1, b0, b1, zeta) {
  const c0 = crystals.mod(crystals.mod(a1 * b1) * zeta + a0 * b0);
  const c1 = crystals.mod(a0 * b1 + a1 * b0);
  return { c0, c1 };
}
function MultiplyNTTs(f_, g_) {
  const f = f_;
  const g = g_;
  for (let i = 0; i < N / 2; i++) {
    let z = crystals.nttZetas[64 + (i >> 1)];
    if (i & 1)
      z = -z;
    const { c0, c1 } = BaseCaseMultiply(f[2 * i + 0], f[2 * i + 1], g[2 * i + 0], g[2 * i + 1], z);
    f[2 * i + 0] = c0;
    f[2 * i + 1] = c1;
  }
  return f;
}
function SampleNTT(xof_) {
  const xof = xof_;
  const r = new Uint16Array(N);
  for (let j = 0; j < N; ) {
    const b = xof();
    if (b.length % 3)
      throw new Error("SampleNTT: unaligned block");
    for (let i = 0; j < N && i + 3 <= b.length; i += 3) {
      const d1 = (b[i + 0] >> 0 | b[i + 1] << 8) & 4095;
      const d2 = (b[i + 1] >> 4 | b[i + 2] << 4) & 4095;
      if (d1 < Q)
        r[j++] = d1;
      if (j < N && d2 < Q)
        r[j++] = d2;
    }
  }
  return r;
}
var sampleCBDBytes = (buf, eta) => {
  const r = new Uint16Array(N);
  const b32 = u32(buf);
  swap32IfBE(b32);
  let len = 0;
  for (let i = 0, p = 0, bb = 0, t0 = 0; i < b32.length; i++) {
    let b = b32[i];
    for (let j = 0; j < 32; j++) {
      bb += b & 1;
      b >>= 1;
      len += 1;
      if (len === eta) {
        t0 = bb;
        bb = 0;
      } else if (len === 2 * eta) {
        r[p++] = crystals.mod(t0 - bb);
        bb = 0;
        len = 0;
      }
    }
  }
  swap32IfBE(b32);
  if (len)
    throw new Error(`sampleCBD: leftover bits: ${len}`);
  return r;
};
function sampleCBD(PRF_, seed, nonce, eta) {
  const PRF = PRF_;
  return sampleCBDBytes(PRF(eta * N / 4, seed, nonce), eta);
}
var genKPKE = (opts_) => {
  const opts2 = opts_;
  const { K, PRF, XOF, HASH512, ETA1, ETA2, du, dv } = opts2;
  const poly1 = polyCoder(1);
  const polyV = polyCoder(dv);
  const polyU = polyCoder(du);
  const publicCoder = splitCoder("publicKey", vecCoder(polyCoder(12), K), 32);
  const secretCoder = vecCoder(polyCoder(12), K);
  const cipherCoder = splitCoder("ciphertext", vecCoder(polyU, K), polyV);
  const seedCoder = splitCoder("seed", 32, 32);
  const encryptCore = (tHat, getA, msg, seed) => {
    const rHat = [];
    for (let i = 0; i < K; i++)
      rHat.push(crystals.NTT.encode(sampleCBD(PRF, seed, i, ETA1)));
    const tmp2 = new Uint16Array(N);
    const u = [];
    for (let i = 0; i < K; i++) {
      const e1 = sampleCBD(PRF, seed, K + i, ETA2);
      const tmp = new Uint16Array(N);
      for (let j = 0; j < K; j++) {
        const aij = getA(i, j);
        polyAdd(tmp, MultiplyNTTs(aij, rHat[j]));
      }
      polyAdd(e1, crystals.NTT.decode(tmp));
      u.push(e1);
      polyAdd(tmp2, MultiplyNTTs(tHat[i], rHat[i]));
      cleanBytes(tmp);
    }
    const e2 = sampleCBD(PRF, seed, 2 * K, ETA2);
    polyAdd(e2, crystals.NTT.decode(tmp2));
    const v = poly1.decode(msg);
    polyAdd(v, e2);
    cleanBytes(tHat, rHat, tmp2, e2);
    return cipherCoder.encode([u, v]);
  };
  return {
    secretCoder,
    lengths: {
      secretKey: secretCoder.bytesLen,
      publicKey: publicCoder.bytesLen,
      cipherText: cipherCoder.bytesLen
    },
    keygen: (seed) => {
      abytesDoc(seed, 32, "seed");
      const seedDst = new Uint8Array(33);
      seedDst.set(seed);
      seedDst[32] = K;
      const seedHash = HASH512(seedDst);
      const [rho, sigma] = seedCoder.decode(seedHash);
      const sHat = [];
      const tHat = [];
      for (let i = 0; i < K; i++)
        sHat.push(crystals.NTT.encode(sampleCBD(PRF, sigma, i, ETA1)));
      const x = XOF(rho);
      for (let i = 0; i < K; i++) {
        const e = crystals.NTT.encode(sampleCBD(PRF, sigma, K + i, ETA1));
        for (let j = 0; j < K; j++) {
          const aji = SampleNTT(x.get(j, i));
          polyAdd(e, MultiplyNTTs(aji, sHat[j]));
        }
        tHat.push(e);
      }
      x.clean();
      const res = {
        publicKey: publicCoder.encode([tHat, rho]),
        secretKey: secretCoder.encode(sHat)
      };
      cleanBytes(rho, sigma, sHat, tHat, seedDst, seedHash);
      return res;
    },
    encrypt: (publicKey2, msg, seed) => {
      const [tHat, rho] = publicCoder.decode(publicKey2);
      const x = XOF(rho);
      const res = encryptCore(tHat, (i, j) => SampleNTT(x.get(i, j)), msg, seed);
      x.clean();
      return res;
    },
    // Expands the full Â matrix (public data derived from rho) once, so repeated encryptions
    // against the same ek skip the K² SampleNTT XOF expansions. Cached polys are copied per
    // call because encryptCore mutates its inputs in place.
    prepare: (publicKey2) => {
      const [tHat, rho] = publicCoder.decode(publicKey2);
      const x = XOF(rho);
      const A = [];
      for (let i = 0; i < K; i++)
        for (let j = 0; j < K; j++)
          A.push(SampleNTT(x.get(i, j)));
      x.clean();
      return {
        encrypt: (msg, seed) => encryptCore(tHat.map((p) => p.slice()), (i, j) => A[i * K + j].slice(), msg, seed),
        clean: () => cleanBytes(tHat, A)
      };
    },
    decrypt: (cipherText, privateKey) => {
      const [u, v] = cipherCoder.decode(cipherText);
      const sk = secretCoder.decode(privateKey);
      const tmp = new Uint16Array(N);
      for (let i = 0; i < K; i++)
        polyAdd(tmp, MultiplyNTTs(sk[i], crystals.NTT.encode(u[i])));
      polySub(v, crystals.NTT.decode(tmp));
      const res = poly1.encode(v);
      cleanBytes(tmp, sk, u, v);
      return res;
    }
  };
};
function createKyber(opts2) {
  const rawOpts = opts2;
  const KPKE = genKPKE(rawOpts);
  const { HASH256, HASH512, KDF } = rawOpts;
  const { secretCoder: KPKESecretCoder, lengths } = KPKE;
  const secretCoder = splitCoder("secretKey", lengths.secretKey, lengths.publicKey, 32, 32);
  const msgLen = 32;
  const seedLen = 64;
  const validateModulus = (publicKey2, fn) => {
    const eke = publicKey2.subarray(0, 384 * rawOpts.K);
    const ek = KPKESecretCoder.encode(KPKESecretCoder.decode(copyBytes2(eke)));
    const ok = equalBytes(ek, eke);
    cleanBytes(ek);
    if (!ok)
      throw new Error(`ML-KEM.${fn}: wrong publicKey modulus`);
  };
  const kemLengths = Object.freeze({
    ...lengths,
    seed: 64,
    msg: msgLen,
    msgRand: msgLen,
    secretKey: secretCoder.bytesLen
  });
  return Object.freeze({
    info: Object.freeze({ type: "ml-kem" }),
    lengths: kemLengths,
    keygen: (seed) => {
      const ownSeed = seed === void 0;
      const s = ownSeed ? randomBytes3(seedLen) : seed;
      let sk;
      let publicKeyHash;
      try {
        abytesDoc(s, seedLen, "seed");
        const keys = KPKE.keygen(s.subarray(0, 32));
        const publicKey2 = keys.publicKey;
        sk = keys.secretKey;
        publicKeyHash = HASH256(publicKey2);
        const secretKey = secretCoder.encode([sk, publicKey2, publicKeyHash, s.subarray(32)]);
        return {
          publicKey: publicKey2,
          secretKey
        };
      } finally {
        if (sk !== void 0)
          cleanBytes(sk);
        if (publicKeyHash !== void 0)
          cleanBytes(publicKeyHash);
        if (ownSeed)
          cleanBytes(s);
      }
    },
    getPublicKey: (secretKey) => {
      const [_sk, publicKey2, _publicKeyHash, _z] = secretCoder.decode(secretKey);
      return Uint8Array.from(publicKey2);
    },
    encapsulate: (publicKey2, msg) => {
      const ownMsg = msg === void 0;
      const m = ownMsg ? randomBytes3(msgLen) : msg;
      let kr;
      try {
        abytesDoc(publicKey2, lengths.publicKey, "publicKey");
        abytesDoc(m, msgLen, "message");
        validateModulus(publicKey2, "encapsulate");
        kr = HASH512.create().update(m).update(HASH256(publicKey2)).digest();
        const cipherText = KPKE.encrypt(publicKey2, m, kr.subarray(32, 64));
        return {
          cipherText,
          sharedSecret: kr.subarray(0, 32)
        };
      } finally {
        if (kr !== void 0)
          cleanBytes(kr.subarray(32));
        if (ownMsg)
          cleanBytes(m);
      }
    },
    decapsulate: (cipherText, secretKey) => {
      abytesDoc(secretKey, secretCoder.bytesLen, "secretKey");
      abytesDoc(cipherText, lengths.cipherText, "cipherText");
      const k768 = secretCoder.bytesLen - 96;
      const start = k768 + 32;
      const test = HASH256(secretKey.subarray(k768 / 2, start));
      if (!equalBytes(test, secretKey.subarray(start, start + 32)))
        throw new Error("invalid secretKey: hash check failed");
      const [sk, publicKey2, publicKeyHash, z] = secretCoder.decode(secretKey);
      const msg = KPKE.decrypt(cipherText, sk);
      const kr = HASH512.create().update(msg).update(publicKeyHash).digest();
      const Khat = kr.subarray(0, 32);
      const cipherText2 = KPKE.encrypt(publicKey2, msg, kr.subarray(32, 64));
      const isValid = equalBytes(cipherText, cipherText2);
      const Kbar = KDF.create({ dkLen: 32 }).update(z).update(cipherText).digest();
      cleanBytes(msg, cipherText2, kr.subarray(32), !isValid ? Khat : Kbar);
      return isValid ? Khat : Kbar;
    },
    /**
     * Experimental prototype: pre-expand a public key so repeated encapsulate/decapsulate
     * against the same key skip re-validation, H(ek), t̂ decoding and the K² SampleNTT
     * XOF expansions of Â. Only public data is cached; see {@link KEMPrepared}.
     */
    prepare: (publicKey2) => {
      abytesDoc(publicKey2, lengths.publicKey, "publicKey");
      validateModulus(publicKey2, "prepare");
      const ek = copyBytes2(publicKey2);
      const publicKeyHash = HASH256(ek);
      const cached = KPKE.prepare(ek);
      return Object.freeze({
        publicKey: ek,
        encapsulate: (msg) => {
          const ownMsg = msg === void 0;
          const m = ownMsg ? randomBytes3(msgLen) : msg;
          let kr;
          try {
            abytesDoc(m, msgLen, "message");
            kr = HASH512.create().update(m).update(publicKeyHash).digest();
            const cipherText = cached.encrypt(m, kr.subarray(32, 64));
            return {
              cipherText,
              sharedSecret: kr.subarray(0, 32)
            };
          } finally {
            if (kr !== void 0)
              cleanBytes(kr.subarray(32));
            if (ownMsg)
              cleanBytes(m);
          }
        },
        decapsulate: (cipherText, secretKey) => {
          abytesDoc(secretKey, secretCoder.bytesLen, "secretKey");
          abytesDoc(cipherText, lengths.cipherText, "cipherText");
          const [sk, ekEmbedded, storedHash, z] = secretCoder.decode(secretKey);
          if (!equalBytes(ekEmbedded, ek) || !equalBytes(storedHash, publicKeyHash))
            throw new Error("ML-KEM.decapsulate: secretKey does not match prepared publicKey");
          const msg = KPKE.decrypt(cipherText, sk);
          const kr = HASH512.create().update(msg).update(publicKeyHash).digest();
          const Khat = kr.subarray(0, 32);
          const cipherText2 = cached.encrypt(msg, kr.subarray(32, 64));
          const isValid = equalBytes(cipherText, cipherText2);
          const Kbar = KDF.create({ dkLen: 32 }).update(z).update(cipherText).digest();
          cleanBytes(msg, cipherText2, kr.subarray(32), !isValid ? Khat : Kbar);
          return isValid ? Khat : Kbar;
        },
        clean: cached.clean
      });
    }
  });
}
function shakePRF(dkLen, key, nonce) {
  return shake256.create({ dkLen }).update(key).update(new Uint8Array([nonce])).digest();
}
var opts = /* @__PURE__ */ (() => ({
  HASH256: sha3_256,
  HASH512: sha3_512,
  KDF: shake256,
  XOF: XOF128,
  PRF: shakePRF
}))();
var mk = (params) => createKyber({
  ...opts,
  ...params
});
var ml_kem768 = /* @__PURE__ */ (() => mk(PARAMS[768]))();

// src/suite.js
var SEED_SIZE = 32;
var PUBLIC_KEY_SIZE = 1216;
var ENCAPSULATION_SIZE = 1120;
var TAG_SIZE = 16;
var SEALED_OVERHEAD = ENCAPSULATION_SIZE + TAG_SIZE;
var MLKEM_SEED_SIZE = 64;
var MLKEM_PUBLIC_SIZE = 1184;
var MLKEM_CIPHERTEXT_SIZE = 1088;
var XWING_LABEL = utf8("\\.//^\\");
var label = (text2) => utf8(`asterism/1 ${text2}\0`);
var Label = Object.freeze({
  MASTER_SALT: label("master salt"),
  REPLY_KEY: label("reply key"),
  PAIR: label("pair"),
  MEET_SOURCE: label("meet source"),
  MEET_REPORTER: label("meet reporter"),
  PSEUDONYM: label("pseudonym"),
  LETTER: label("letter"),
  PARCEL: label("parcel"),
  PARCEL_IDS: label("parcel ids"),
  REPLY: label("reply"),
  REPLY_MAC: label("reply mac"),
  TAG: label("tag"),
  KEY_RECORD: label("key record"),
  BOARD: label("board")
});
function sha2562(...parts) {
  const hash = sha256.create();
  for (const part of parts) hash.update(part);
  return Uint8Array.from(hash.digest());
}
function runningSha256() {
  return sha256.create();
}
function derive(key, use, context = new Uint8Array(0), size = 32) {
  return Uint8Array.from(hkdf(sha256, key, void 0, concat(use, context), size));
}
function authenticate(key, message) {
  return Uint8Array.from(hmac(sha256, key, message));
}
function newSeed() {
  return randomBytes2(SEED_SIZE);
}
var ALGORITHM = Object.freeze({ name: "MLKEM768-X25519" });
async function expand2(seed) {
  if (seed.length !== SEED_SIZE) throw new ProtocolError("size");
  const expanded = Uint8Array.from(shake256(seed, { dkLen: 96 }));
  const { publicKey: mlkemPublic, secretKey: mlkem } = ml_kem768.keygen(expanded.slice(0, MLKEM_SEED_SIZE));
  const curve = expanded.slice(MLKEM_SEED_SIZE);
  const curvePublic = await x25519Public(curve);
  return { halves: { mlkem, curve, curvePublic }, publicBytes: concat(mlkemPublic, curvePublic) };
}
var combine = (mlkem, curve, sent, to) => Uint8Array.from(sha3_256(concat(mlkem, curve, sent, to, XWING_LABEL)));
var unused = () => {
  throw new ProtocolError("broken");
};
var xwing = () => ({
  type: "KEM",
  id: 25722,
  name: ALGORITHM.name,
  Nsecret: 32,
  Nenc: ENCAPSULATION_SIZE,
  Npk: PUBLIC_KEY_SIZE,
  Nsk: SEED_SIZE,
  GenerateKeyPair: unused,
  DeriveKeyPair: unused,
  SerializePublicKey: unused,
  SerializePrivateKey: unused,
  async DeserializePublicKey(bytes) {
    return { algorithm: ALGORITHM, extractable: true, type: "public", bytes: Uint8Array.from(bytes) };
  },
  async DeserializePrivateKey(seed) {
    const { halves } = await expand2(seed);
    return { algorithm: ALGORITHM, extractable: false, type: "private", halves };
  },
  async Encap({ bytes }) {
    const to = (
      /** @type {Bytes} */
      bytes
    );
    const point = to.slice(MLKEM_PUBLIC_SIZE);
    const { cipherText, sharedSecret } = ml_kem768.encapsulate(to.slice(0, MLKEM_PUBLIC_SIZE));
    const ephemeral = randomBytes2(32);
    const sent = await x25519Public(ephemeral);
    const shared = await x25519(ephemeral, point);
    return { enc: concat(cipherText, sent), shared_secret: combine(sharedSecret, shared, sent, point) };
  },
  async Decap(encapsulation, { halves }) {
    const { mlkem, curve, curvePublic } = (
      /** @type {Halves} */
      halves
    );
    const sent = Uint8Array.from(encapsulation.subarray(MLKEM_CIPHERTEXT_SIZE));
    const secret = ml_kem768.decapsulate(encapsulation.slice(0, MLKEM_CIPHERTEXT_SIZE), mlkem);
    return combine(secret, await x25519(curve, sent), sent, curvePublic);
  }
});
var hpke = new CipherSuite(xwing, KDF_HKDF_SHA256, AEAD_AES_256_GCM);
async function publicKey(seed) {
  return (await expand2(seed)).publicBytes;
}
async function seal(plain, to, info) {
  if (to.length !== PUBLIC_KEY_SIZE) throw new ProtocolError("unusable-key");
  try {
    const { encapsulatedSecret, ciphertext } = await hpke.Seal(await hpke.DeserializePublicKey(to), plain, { info });
    return concat(encapsulatedSecret, ciphertext);
  } catch {
    throw new ProtocolError("unusable-key");
  }
}
var Opener = class _Opener {
  /** @type {XWingKey} */
  #key;
  /** @param {XWingKey} key */
  constructor(key) {
    this.#key = key;
  }
  /** @param {Uint8Array} seed 32 bytes @returns {Promise<Opener>} @throws {ProtocolError} code 'size' */
  static async of(seed) {
    if (seed.length !== SEED_SIZE) throw new ProtocolError("size");
    return new _Opener(await hpke.DeserializePrivateKey(seed));
  }
  /**
   * @param {Uint8Array} untrusted  @param {Uint8Array} info
   * @returns {Promise<Bytes | null>} null: sealed to another key, under another info, or altered - which cannot be told
   */
  async open(untrusted, info) {
    if (untrusted.length < SEALED_OVERHEAD) return null;
    const encapsulation = untrusted.slice(0, ENCAPSULATION_SIZE);
    try {
      return Uint8Array.from(await hpke.Open(this.#key, encapsulation, untrusted.slice(ENCAPSULATION_SIZE), { info }));
    } catch {
      return null;
    }
  }
};

// src/wire.js
var SUITE = 1;
var SECONDS_A_DAY = 86400;
var LETTER_SIZE = 8192;
var LETTERS_AN_EXCHANGE = 4;
var EXCHANGE_SIZE = LETTER_SIZE * LETTERS_AN_EXCHANGE;
var PARCEL_SIZE = 65536;
var REPLY_SIZE = 4096;
var REPLIES_A_GROUP = 8;
var GROUP_SIZE = REPLY_SIZE * REPLIES_A_GROUP;
var KEY_RECORD_SIZE = 1301;
var TAG_SIZE2 = 6;
var ID_SIZE = 16;
var REPORTER_ID_SIZE = 16;
var REPLY_DAYS = 120;
var BOARD_HEAD_SIZE = 15;
var CLOSING_SIZE = 20;
var SECTION_HEAD_SIZE = 12;
var BOARD_SIGNATURE_SIZE = 32 + 64;
function dayOf(seconds) {
  return Math.floor(seconds / SECONDS_A_DAY);
}
function checkSize(untrusted, size) {
  if (untrusted.length !== size) throw new ProtocolError("size");
  return untrusted;
}
function splitKeyRecords(untrusted) {
  if (untrusted.length % KEY_RECORD_SIZE !== 0) throw new ProtocolError("size");
  const records = /* @__PURE__ */ new Map();
  let last = "";
  for (let at = 0; at < untrusted.length; at += KEY_RECORD_SIZE) {
    const record = untrusted.subarray(at, at + KEY_RECORD_SIZE);
    const reporter = hex(record.subarray(5, 5 + REPORTER_ID_SIZE));
    if (reporter <= last) throw new ProtocolError("broken");
    records.set(reporter, record);
    last = reporter;
  }
  return records;
}
function groupsOf(section) {
  return section.tags.length / REPLIES_A_GROUP;
}
function parseBoard(untrusted) {
  if (untrusted.length < BOARD_SIGNATURE_SIZE + BOARD_HEAD_SIZE) throw new ProtocolError("board");
  const body = untrusted.subarray(0, untrusted.length - BOARD_SIGNATURE_SIZE);
  const bytes = view(body);
  if (body[0] !== SUITE) throw new ProtocolError("suite");
  const number = bytes.getBigUint64(1);
  if (number > BigInt(Number.MAX_SAFE_INTEGER)) throw new ProtocolError("board");
  const count3 = bytes.getUint16(13);
  const start = BOARD_HEAD_SIZE + count3 * CLOSING_SIZE;
  if (body.length < start) throw new ProtocolError("board");
  const closings = /* @__PURE__ */ new Map();
  let last = "";
  for (let at = BOARD_HEAD_SIZE; at < start; at += CLOSING_SIZE) {
    const reporter = hex(body.subarray(at, at + REPORTER_ID_SIZE));
    if (reporter <= last) throw new ProtocolError("board");
    closings.set(reporter, bytes.getUint32(at + REPORTER_ID_SIZE));
    last = reporter;
  }
  return { number: Number(number), day: bytes.getUint32(9), closings, sections: parseSections(body, start) };
}
function parseSections(body, at) {
  const bytes = view(body);
  const sections = [];
  while (at < body.length) {
    if (body.length < at + SECTION_HEAD_SIZE) throw new ProtocolError("board");
    const [number, day, count3] = [bytes.getUint32(at), bytes.getUint32(at + 4), bytes.getUint32(at + 8)];
    at += SECTION_HEAD_SIZE;
    const end = at + count3 * TAG_SIZE2;
    if (count3 === 0 || count3 % REPLIES_A_GROUP !== 0 || end > body.length) throw new ProtocolError("board");
    const tags = Array.from({ length: count3 }, (_, k) => body.subarray(at + k * TAG_SIZE2, at + (k + 1) * TAG_SIZE2));
    if (tags.some((tag, k) => k > 0 && compare(tags[k - 1], tag) > 0)) throw new ProtocolError("board");
    const before = sections.at(-1);
    if (before && before.number >= number) throw new ProtocolError("board");
    sections.push({ number, day, tags });
    at = end;
  }
  return sections;
}

// src/board.js
var LEAST_PROBABILITY = 1 / 200;
var SIGNATURE_SIZE = 64;
var KEY_SIZE = 32;
async function openBoard(untrusted, couriers, { atLeast = 0, digest = null } = {}) {
  const board = parseBoard(untrusted);
  const body = untrusted.slice(0, -SIGNATURE_SIZE);
  const key = body.slice(-KEY_SIZE);
  if (!couriers.some((courier) => hex(courier) === hex(key))) throw new ProtocolError("board");
  const genuine = await verified(untrusted.slice(-SIGNATURE_SIZE), concat(Label.BOARD, body), key);
  if (!genuine) throw new ProtocolError("board");
  if (board.number < atLeast) throw new ProtocolError("directory-older");
  const named = digest !== null && board.number === atLeast;
  if (named && compare(sha2562(untrusted), digest) !== 0) throw new ProtocolError("board");
  return board;
}
function findReplies(board, tags) {
  const found2 = [];
  for (const section of [...board.sections].reverse()) {
    section.tags.forEach((bytes, index) => {
      const tag = hex(bytes);
      const expected = tags.get(tag);
      if (!expected) return;
      const place = { section: section.number, group: Math.floor(index / REPLIES_A_GROUP) };
      found2.push({ place, slot: index % REPLIES_A_GROUP, tag, expected });
    });
  }
  return found2;
}
function sectionWeights(count3) {
  const share = Math.max(0, 1 - count3 * LEAST_PROBABILITY);
  const floor = Math.min(LEAST_PROBABILITY, 1 / count3);
  const halves = Array.from({ length: count3 }, (_, at) => 2 ** -at);
  const sum = halves.reduce((one, other) => one + other, 0);
  return halves.map((half) => floor + share * half / sum);
}
function samePlace(one, other) {
  return other !== null && one.section === other.section && one.group === other.group;
}
function drawPlace(board, but = null) {
  if (board.sections.reduce((sum, section) => sum + groupsOf(section), 0) < 2) throw new ProtocolError("board");
  const sections = [...board.sections].reverse();
  const weights = sectionWeights(sections.length);
  for (; ; ) {
    let left = randomFraction() * weights.reduce((one, other) => one + other, 0);
    const at = weights.findIndex((weight) => (left -= weight) < 0);
    const section = at < 0 ? sections[sections.length - 1] : sections[at];
    const place = { section: section.number, group: randomBelow(groupsOf(section)) };
    if (!samePlace(place, but)) return place;
  }
}
function choosePlaces(board, found2, isFetched) {
  const ours = found2.find(({ place }) => !isFetched(place))?.place;
  const first = ours ?? drawPlace(board);
  return shuffled([first, drawPlace(board, first)]);
}

// src/deflate.js
function canDeflate() {
  try {
    return Boolean(new CompressionStream("deflate-raw") && new DecompressionStream("deflate-raw"));
  } catch {
    return false;
  }
}
async function deflate(plain) {
  return pass(plain, new CompressionStream("deflate-raw"), Infinity);
}
async function inflate(untrusted, limit) {
  try {
    return await pass(untrusted, new DecompressionStream("deflate-raw"), limit);
  } catch {
    throw new ProtocolError("broken");
  }
}
async function pass(bytes, through, limit) {
  const reader = new Blob([bytes]).stream().pipeThrough(
    /** @type {ReadableWritablePair} */
    through
  ).getReader();
  const parts = [];
  let size = 0;
  for (; ; ) {
    const { done, value } = await reader.read();
    if (done) return concat(...parts);
    size += value.length;
    if (size > limit) {
      await reader.cancel();
      throw new ProtocolError("broken");
    }
    parts.push(value);
  }
}

// src/json.js
var decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
var NUMBER = /-?\d[\d.eE+-]*/g;
function parseJson(untrusted) {
  const text2 = decoder.decode(untrusted);
  const parsed = JSON.parse(text2);
  const whole = withoutFractions(text2);
  return whole === text2 ? parsed : JSON.parse(whole);
}
function withoutFractions(text2) {
  const parts = [];
  for (let at = 0; at < text2.length; ) {
    const quote = text2.indexOf('"', at);
    const outside = text2.slice(at, quote < 0 ? text2.length : quote);
    parts.push(outside.replace(NUMBER, (number) => /[.eE]/.test(number) ? "null" : number));
    if (quote < 0) break;
    at = endOfString(text2, quote);
    parts.push(text2.slice(quote, at));
  }
  return parts.join("");
}
function endOfString(text2, quote) {
  let close = quote;
  let backslashes;
  do {
    close = text2.indexOf('"', close + 1);
    backslashes = 0;
    while (text2[close - 1 - backslashes] === "\\") backslashes += 1;
  } while (backslashes % 2 === 1);
  return close + 1;
}
function field3(untrusted, name2) {
  return isObject(untrusted) && Object.hasOwn(untrusted, name2) ? untrusted[name2] : void 0;
}
function isObject(untrusted) {
  return typeof untrusted === "object" && untrusted !== null && !Array.isArray(untrusted);
}
function isText(untrusted) {
  return typeof untrusted === "string" && !hasLoneSurrogate(untrusted);
}
function isWhole(untrusted, least, most) {
  return typeof untrusted === "number" && Number.isSafeInteger(untrusted) && untrusted >= least && untrusted <= most;
}
function isList(untrusted) {
  return Array.isArray(untrusted);
}

// src/upload.js
var AT_ONCE = 3;
var PATIENCE_MS = 9e4;
var LONGEST_PATIENCE_MS = 9e5;
var FIRST_PAUSE_MS = 1e3;
var LONGEST_PAUSE_MS = 6e4;
function backoff(failures) {
  return Math.min(FIRST_PAUSE_MS * 2 ** (failures - 1), LONGEST_PAUSE_MS);
}
function longer(patienceMs) {
  return Math.min(2 * patienceMs, LONGEST_PATIENCE_MS);
}
var Upload = class {
  #count;
  #atOnce;
  #allowed;
  #fresh = 0;
  #failures = 0;
  #notBefore = -Infinity;
  #asked = -Infinity;
  // until then the server asked to wait
  /** @type {Set<number>} */
  #underWay = /* @__PURE__ */ new Set();
  /** @type {number[]} indexes to be sent again, ascending */
  #again = [];
  /** Parcels whose 201 or 200 has come. */
  safe = 0;
  /** How long the next parcel may take without an answer, ms. */
  patienceMs = PATIENCE_MS;
  /** @type {import('./line.js').LineState} */
  line = "ok";
  /** @param {number} count parcels in all, indexes from 0  @param {{atOnce?: number}} [o] */
  constructor(count3, { atOnce = AT_ONCE } = {}) {
    this.#count = count3;
    this.#atOnce = atOnce;
    this.#allowed = atOnce;
  }
  get done() {
    return this.safe === this.#count;
  }
  /** @param {number} now ms @returns {number[]} what to send now; from then on it is under way */
  next(now) {
    const started = [];
    const limit = this.#failures > 0 ? 1 : this.#allowed;
    while (now >= this.#notBefore && this.#underWay.size < limit) {
      const index = this.#again.shift() ?? this.#takeFresh();
      if (index === null) break;
      this.#underWay.add(index);
      started.push(index);
    }
    return started;
  }
  /** @param {number} now as given to `next` @returns {number | null} ms until it may give something; null: when something happens */
  waitMs(now) {
    const waiting = this.#again.length > 0 || this.#fresh < this.#count;
    return waiting && this.#notBefore > now ? this.#notBefore - now : null;
  }
  /** Its 201 or 200 has come. @param {number} index */
  arrived(index) {
    this.#underWay.delete(index);
    this.safe += 1;
    this.#failures = 0;
    this.#notBefore = this.#asked = -Infinity;
    this.#allowed = Math.min(this.#allowed + 1, this.#atOnce);
    this.line = "ok";
  }
  /**
   * The line was cut, or the server asked to wait. What fails while a pause is on belongs to the same cut.
   *
   * @param {number} index  @param {number} now ms
   * @param {{busy?: boolean, waitMs?: number | null, timedOut?: boolean}} how
   */
  failed(index, now, { busy = false, waitMs = null, timedOut = false }) {
    this.interrupted(index);
    this.line = busy ? "busy" : "cut";
    if (timedOut) {
      this.patienceMs = longer(this.patienceMs);
      this.#allowed = 1;
    }
    if (now >= this.#notBefore) {
      this.#failures += 1;
      this.#notBefore = now + backoff(this.#failures);
    }
    this.#notBefore = Math.max(this.#notBefore, now + (waitMs ?? 0));
    if (busy) this.#asked = this.#notBefore;
  }
  /** It was called back by a pause: it goes again, and nothing is held against the line. @param {number} index */
  interrupted(index) {
    this.#underWay.delete(index);
    this.#again = [...this.#again, index].sort((one, other) => one - other);
  }
  /** The person paused and goes on: the line is tried at once, by one parcel if it was cut. */
  resumed() {
    this.#notBefore = -Infinity;
  }
  /** The browser says so: it is tried at once, but for a server that asked to wait. */
  lineIsBack() {
    this.#notBefore = this.#asked;
  }
  /** @returns {number | null} an index never sent before, if another parcel may be held */
  #takeFresh() {
    if (this.#fresh === this.#count || this.#underWay.size + this.#again.length >= this.#atOnce) return null;
    this.#fresh += 1;
    return this.#fresh - 1;
  }
};

// src/line.js
var ANSWER_LIMIT = 32 * 1024 * 1024;
var SHORT_WAIT_MS = 1e4;
var LONGEST_WAIT_MS = 24 * 36e5;
var Gate = class {
  #controller = new AbortController();
  #open = () => {
  };
  #passable = Promise.resolve();
  #stopped = false;
  /** @type {Set<() => void>} ends of waits that are for the line alone */
  #waits = /* @__PURE__ */ new Set();
  paused = false;
  /** How often the person went on. */
  turn = 0;
  /** How often the browser said that the line is back. */
  backs = 0;
  /** Aborts when the person pauses or leaves. */
  get signal() {
    return this.#controller.signal;
  }
  pause() {
    if (this.paused) return;
    this.paused = true;
    this.#passable = new Promise((resolve) => {
      this.#open = resolve;
    });
    this.#controller.abort();
  }
  resume() {
    if (!this.paused) return;
    this.paused = false;
    this.#controller = new AbortController();
    this.turn += 1;
    this.#open();
  }
  /** The line is back, the browser says: whoever waits for it alone goes on at once. */
  lineIsBack() {
    this.backs += 1;
    for (const end of this.#waits) end();
  }
  /** For ever: whoever waits here is turned away. */
  stop() {
    this.#stopped = true;
    this.#controller.abort();
    this.#open();
  }
  /** Wait while paused. @throws {ProtocolError} code 'stopped' */
  async passed() {
    await this.#passable;
    if (this.#stopped) throw new ProtocolError("stopped");
  }
  /**
   * @param {number} ms  @param {{asked: boolean}} o asked: by the server, which is not pressed when the line is back
   * @returns {Promise<void>} after that time, or at once when the person pauses or leaves, or the line is back
   */
  async sleep(ms, { asked: asked2 }) {
    const { signal } = this;
    if (signal.aborted) return;
    await new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        signal.removeEventListener("abort", end);
        this.#waits.delete(end);
        resolve(void 0);
      };
      const timer = setTimeout(end, ms);
      signal.addEventListener("abort", end);
      if (!asked2) this.#waits.add(end);
    });
  }
};
async function request(method, path, { body, signal, patienceMs = PATIENCE_MS }) {
  const controller = new AbortController();
  const abort = () => controller.abort();
  let timedOut = false;
  let timer;
  const progress = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      timedOut = true;
      abort();
    }, patienceMs);
  };
  if (signal.aborted) return { state: "stopped" };
  signal.addEventListener("abort", abort);
  progress();
  try {
    const response = await fetch(path, {
      method,
      body,
      cache: "no-store",
      credentials: "omit",
      redirect: "error",
      referrerPolicy: "no-referrer",
      signal: controller.signal
    });
    return judge(method, response, await read(response, progress));
  } catch (error) {
    if (error instanceof ProtocolError) throw error;
    return signal.aborted ? { state: "stopped" } : { state: "cut", timedOut };
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", abort);
  }
}
async function read(response, progress) {
  const reader = response.body?.getReader();
  const parts = [];
  let size = 0;
  while (reader) {
    const { done, value } = await reader.read();
    progress();
    if (done) break;
    size += value.length;
    if (size > ANSWER_LIMIT) throw new ProtocolError("size");
    parts.push(value);
  }
  return concat(...parts);
}
function judge(method, { status, headers }, bytes) {
  if (method !== "GET" && bytes.length > 0 && status < 300) return { state: "cut", timedOut: false };
  if (status === 200 || status === 201) return { state: "ok", status, bytes };
  const code = errorCode(bytes);
  if (status < 400 || status === 408 || status === 400 && code === "size") return { state: "cut", timedOut: false };
  if (status === 425 || status === 429 || status >= 500) return { state: "busy", waitMs: retryAfter(headers) };
  throw new ProtocolError(code);
}
function errorCode(bytes) {
  try {
    const code = field3(JSON.parse(new TextDecoder().decode(bytes)), "error");
    return typeof code === "string" && /^[a-z-]{1,40}$/.test(code) ? code : "refused";
  } catch {
    return "refused";
  }
}
function retryAfter(headers) {
  const said = headers.get("Retry-After");
  if (said === null) return null;
  const ms = /^\d+$/.test(said.trim()) ? Number(said) * 1e3 : Date.parse(said) - Date.now();
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), LONGEST_WAIT_MS) : null;
}
async function persist(method, path, { body, gate, onLine = () => {
}, accept, tries = Infinity }) {
  let failures = 0;
  let patienceMs = PATIENCE_MS;
  for (; ; ) {
    await gate.passed();
    const outcome = await request(method, path, { body, signal: gate.signal, patienceMs });
    if (outcome.state === "stopped") continue;
    if (outcome.state === "ok" && accept.includes(outcome.status)) {
      if (failures > 0) onLine("ok");
      return outcome.bytes;
    }
    failures += 1;
    const asked2 = outcome.state === "busy" ? outcome.waitMs ?? 0 : 0;
    const wait = Math.max(asked2, backoff(failures));
    if (failures >= tries || Number.isFinite(tries) && wait > SHORT_WAIT_MS) throw new ProtocolError("offline");
    if (outcome.state === "cut" && outcome.timedOut) patienceMs = longer(patienceMs);
    onLine(outcome.state === "busy" ? "busy" : "cut");
    await gate.sleep(wait, { asked: outcome.state === "busy" });
  }
}

// src/memory.js
var PRESSURE = 128 * 1024 * 1024;
var PAUSE_MS = 10;
async function collectGarbage() {
  try {
    new ArrayBuffer(PRESSURE);
  } catch {
  }
  await new Promise((resolve) => {
    setTimeout(resolve, PAUSE_MS);
  });
}

// src/delivery.js
var COLLECT_AFTER = 32;
async function deliver(stream, { gate, onProgress }) {
  const upload = new Upload(stream.count);
  const sealed = stream.parcels();
  const kept = /* @__PURE__ */ new Map();
  const underWay = /* @__PURE__ */ new Set();
  const refused = [];
  let over = false;
  let garbage = 0;
  let { turn, backs } = gate;
  const put = async (index, parcel) => {
    const { signal } = gate;
    const { id, body } = parcel;
    const outcome = await request("PUT", `parcels/${hex(id)}`, { body, signal, patienceMs: upload.patienceMs });
    if (outcome.state === "stopped") upload.interrupted(index);
    else if (outcome.state === "ok") {
      upload.arrived(index);
      kept.delete(index);
      stream.reuse(parcel);
      garbage += 1;
    } else upload.failed(index, performance.now(), { ...outcome, busy: outcome.state === "busy" });
    if (!over) onProgress({ safe: upload.safe, line: upload.line });
  };
  const ready = async () => {
    await gate.passed();
    if (gate.turn !== turn) upload.resumed();
    if (gate.backs !== backs) upload.lineIsBack();
    ({ turn, backs } = gate);
    if (garbage >= COLLECT_AFTER) {
      garbage = 0;
      await collectGarbage();
    }
  };
  const round = async () => {
    const now = performance.now();
    for (const index of upload.next(now)) {
      const parcel = kept.get(index) ?? /** @type {import('./stream.js').Sealed} */
      (await sealed.next()).value;
      kept.set(index, parcel);
      if (refused.length > 0) return;
      const attempt = put(index, parcel).catch((error) => {
        refused.push({ error });
      }).finally(() => underWay.delete(attempt));
      underWay.add(attempt);
    }
    const wait = upload.waitMs(now);
    await Promise.race([...underWay, ...wait === null ? [] : [gate.sleep(wait, { asked: upload.line === "busy" })]]);
  };
  onProgress({ safe: 0, line: "ok" });
  try {
    while (refused.length === 0 && !upload.done) {
      await ready();
      if (refused.length === 0 && !upload.done) await round();
    }
  } finally {
    over = true;
  }
  for (const { error } of refused) throw error;
}

// src/newsroom.js
var REPLIES_A_TRIP = [8, 16, 32];
var refuse = () => {
  throw new ProtocolError("directory");
};
function takesLetters({ since, until }, day) {
  return since <= day && day <= until;
}
function parseNewsroom(untrusted) {
  let fields;
  try {
    fields = parseJson(untrusted);
  } catch {
    return refuse();
  }
  const retention = field3(fields, "retention");
  const newsroom = {
    names: texts(field3(fields, "names")),
    desks: list(field3(fields, "desks")).map(parseDesk),
    reporters: list(field3(fields, "reporters")).map(parseReporter),
    couriers: list(field3(fields, "couriers")).map((key) => unhex(key, 32) ?? refuse()),
    letterDays: count2(field3(retention, "letter_days")),
    replyDays: count2(field3(retention, "reply_days"))
  };
  const listed = new Set(newsroom.reporters.map(({ id }) => id));
  const named = newsroom.desks.flatMap((desk) => desk.reporters);
  const twice = newsroom.desks.some(({ reporters }) => new Set(reporters).size !== reporters.length);
  if (twice || listed.size !== newsroom.reporters.length || !named.every((id) => listed.has(id))) refuse();
  return newsroom;
}
var count2 = (untrusted) => isWhole(untrusted, 0, 2 ** 32 - 1) ? untrusted : refuse();
var text = (untrusted) => isText(untrusted) ? untrusted : refuse();
var list = (untrusted) => isList(untrusted) ? untrusted : refuse();
var reporterId = (untrusted) => unhex(untrusted, REPORTER_ID_SIZE) ? String(untrusted) : refuse();
function texts(untrusted) {
  if (!isObject(untrusted)) return refuse();
  return Object.fromEntries(Object.entries(untrusted).map(([language, said]) => [text(language), text(said)]));
}
function parseDesk(untrusted) {
  const reporters = list(field3(untrusted, "reporters")).map(reporterId);
  if (reporters.length < 1 || reporters.length > LETTERS_AN_EXCHANGE) refuse();
  return {
    names: texts(field3(untrusted, "names")),
    promise: texts(field3(untrusted, "promise")),
    languages: list(field3(untrusted, "languages")).map(text),
    everyDays: count2(field3(untrusted, "every_days")),
    reporters
  };
}
function parseReporter(untrusted) {
  const replies = count2(field3(untrusted, "replies"));
  if (!REPLIES_A_TRIP.includes(replies)) refuse();
  return {
    id: reporterId(field3(untrusted, "id")),
    name: text(field3(untrusted, "name")),
    verifyKey: unhex(field3(untrusted, "key"), 32) ?? refuse(),
    since: count2(field3(untrusted, "from")),
    until: count2(field3(untrusted, "until")),
    replies
  };
}

// src/directory.js
var SIZE_LIMIT = 4 * 1024 * 1024;
var ROOTS_LIMIT = 1024;
var NEWSROOM = "newsroom.json";
var ROLES = ["root", "snapshot", "targets", "timestamp"];
var refuse2 = (code = "directory") => {
  throw new ProtocolError(code);
};
async function openDirectory(untrusted, pinnedRoot, now, seen = {}) {
  const { metadata, targets: targetFiles } = parseBundle(untrusted);
  const first = metadata.get("1.root.json") ?? refuse2();
  if (hex(sha2562(first)) !== hex(pinnedRoot)) refuse2();
  const root = await walkRoots(metadata, first);
  checkFresh(root, now);
  if (root.version < (seen.root ?? 1)) refuse2("directory-older");
  const timestamp = await opened(metadata, "timestamp.json", "timestamp", root);
  if (timestamp.version < (seen.timestamp ?? 0)) refuse2("directory-older");
  checkFresh(timestamp, now);
  const snapshotMeta = metaOf(timestamp, "snapshot.json");
  const snapshotName = `${snapshotMeta.version}.snapshot.json`;
  const snapshot = await opened(metadata, snapshotName, "snapshot", root, snapshotMeta);
  if (snapshot.version !== snapshotMeta.version) refuse2("directory-older");
  if (snapshot.version < (seen.snapshot ?? 0)) refuse2("directory-older");
  checkFresh(snapshot, now);
  const targetsMeta = metaOf(snapshot, "targets.json");
  const targetsName = `${targetsMeta.version}.targets.json`;
  const targets = await opened(metadata, targetsName, "targets", root, targetsMeta);
  if (targets.version !== targetsMeta.version) refuse2("directory-older");
  if (targets.version < (seen.targets ?? 0)) refuse2("directory-older");
  checkFresh(targets, now);
  const board = boardOf(timestamp);
  if (board.number < (seen.board ?? 0)) refuse2("directory-older");
  const newsroom = targetFiles.get(NEWSROOM) ?? refuse2();
  checkBytes(newsroom, targetsOf(targets).get(NEWSROOM) ?? refuse2());
  return {
    newsroom: parseNewsroom(newsroom),
    rootOneSha256: Uint8Array.from(pinnedRoot),
    versions: {
      root: root.version,
      targets: targets.version,
      snapshot: snapshot.version,
      timestamp: timestamp.version,
      board: board.number
    },
    boardSha256: board.sha256,
    timestampUntil: timestamp.expires,
    targetsUntil: targets.expires
  };
}
function parseBundle(untrusted) {
  if (untrusted.length > SIZE_LIMIT) refuse2();
  const fields = json(untrusted);
  return { metadata: files(field3(fields, "metadata")), targets: files(field3(fields, "targets")) };
}
function json(untrusted) {
  try {
    return parseJson(untrusted);
  } catch {
    return refuse2();
  }
}
function files(untrusted) {
  if (!isObject(untrusted)) return refuse2();
  return new Map(Object.entries(untrusted).map(([name2, text2]) => [name2, isText(text2) ? utf8(text2) : refuse2()]));
}
function canonical(value) {
  if (typeof value === "string") return `"${value.replace(/[\\"]/g, "\\$&")}"`;
  if (typeof value === "boolean" || value === null || Number.isSafeInteger(value)) return String(value);
  if (isList(value)) return `[${value.map(canonical).join(",")}]`;
  if (!isObject(value)) return refuse2();
  const keys = Object.keys(value).sort(byCodePoint);
  return `{${keys.map((key) => `${canonical(key)}:${canonical(value[key])}`).join(",")}}`;
}
function byCodePoint(one, other) {
  const [left, right] = [Array.from(one), Array.from(other)];
  const at = left.findIndex((character, k) => character !== right[k]);
  if (at < 0) return left.length - right.length;
  return (left[at].codePointAt(0) ?? 0) - (right[at]?.codePointAt(0) ?? -1);
}
function parse(untrusted, type) {
  const file = json(untrusted ?? refuse2());
  const [signed, listed] = [field3(file, "signed"), field3(file, "signatures")];
  if (!isObject(signed) || !isList(listed) || signed._type !== type) return refuse2();
  const { spec_version: specification, version, expires } = signed;
  if (typeof specification !== "string" || !/^1(\.\d+){1,2}$/.test(specification)) return refuse2();
  if (!isWhole(version, 1, Number.MAX_SAFE_INTEGER)) return refuse2();
  if (typeof expires !== "string" || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(expires)) return refuse2();
  const until = Date.parse(expires);
  if (Number.isNaN(until)) return refuse2();
  const signatures = /* @__PURE__ */ new Map();
  for (const signature of listed) {
    const [keyid, bytes] = [field3(signature, "keyid"), field3(signature, "sig")];
    if (typeof keyid !== "string" || typeof bytes !== "string" || signatures.has(keyid)) return refuse2();
    signatures.set(keyid, bytes);
  }
  return { signed, signatures, version, expires: until };
}
function parseRoot(untrusted) {
  const root = parse(untrusted, "root");
  const roles = isObject(root.signed.roles) ? Object.keys(root.signed.roles).sort() : [];
  if (roles.join() !== ROLES.join()) refuse2();
  for (const role of ROLES) keysOf(root, role);
  return root;
}
function keysOf(root, role) {
  const entry = field3(root.signed.roles, role);
  const [threshold, keyids] = [field3(entry, "threshold"), field3(entry, "keyids")];
  if (!isWhole(threshold, 1, Number.MAX_SAFE_INTEGER) || !isList(keyids)) return refuse2();
  const keys = /* @__PURE__ */ new Map();
  for (const keyid of keyids) {
    const key = typeof keyid === "string" ? field3(root.signed.keys, keyid) : void 0;
    if (field3(key, "keytype") !== "ed25519" || field3(key, "scheme") !== "ed25519") return refuse2();
    keys.set(keyid, unhex(field3(field3(key, "keyval"), "public"), 32) ?? refuse2());
  }
  const distinct = new Set([...keys.values()].map(hex));
  if (distinct.size !== keyids.length) return refuse2();
  return { threshold, keys };
}
async function checkSigned(root, role, file) {
  const { threshold, keys } = keysOf(root, role);
  const message = utf8(canonical(file.signed));
  let valid = 0;
  for (const [keyid, key] of keys) {
    const signature = unhex(file.signatures.get(keyid), 64);
    if (signature && await verified(signature, message, key)) valid += 1;
  }
  if (valid < threshold) refuse2();
}
async function walkRoots(metadata, first) {
  let root = parseRoot(first);
  await checkSigned(root, "root", root);
  if (root.version !== 1) refuse2();
  for (; ; ) {
    const following = metadata.get(`${root.version + 1}.root.json`);
    if (!following) return root;
    const next2 = parseRoot(following);
    await checkSigned(root, "root", next2);
    await checkSigned(next2, "root", next2);
    if (next2.version !== root.version + 1 || next2.version > ROOTS_LIMIT) refuse2("directory-older");
    root = next2;
  }
}
async function opened(metadata, name2, role, root, meta) {
  const bytes = metadata.get(name2) ?? refuse2();
  if (meta) checkBytes(bytes, meta);
  const file = parse(bytes, role);
  await checkSigned(root, role, file);
  return file;
}
function metaOf(file, name2) {
  const meta = field3(file.signed.meta, name2);
  const version = field3(meta, "version");
  if (!isWhole(version, 1, Number.MAX_SAFE_INTEGER)) return refuse2();
  return { version, length: field3(meta, "length"), hashes: field3(meta, "hashes") };
}
function targetsOf({ signed }) {
  if (!isObject(signed.targets)) return refuse2();
  const listed = Object.entries(signed.targets).map(([path, target]) => {
    const [length, hashes] = [field3(target, "length"), field3(target, "hashes")];
    if (!isWhole(length, 0, Number.MAX_SAFE_INTEGER) || !unhex(field3(hashes, "sha256"), 32)) return refuse2();
    return (
      /** @type {const} */
      [path, { length, hashes }]
    );
  });
  return new Map(listed);
}
function checkBytes(bytes, { length, hashes }) {
  if (length !== void 0 && bytes.length !== length) refuse2();
  if (hashes !== void 0 && field3(hashes, "sha256") !== hex(sha2562(bytes))) refuse2();
}
function checkFresh({ expires }, now) {
  if (now !== null && now >= expires) throw new ProtocolError("directory-expired", { since: expires });
}
function boardOf({ signed }) {
  if (signed.board === void 0 || signed.board === null) return { number: 0, sha256: null };
  const [number, digest] = [field3(signed.board, "number"), unhex(field3(signed.board, "sha256"), 32)];
  if (!isWhole(number, 1, Number.MAX_SAFE_INTEGER) || !digest) return refuse2();
  return { number, sha256: digest };
}

// src/exchange.js
async function exchange(body, { gate, onStep, choose }) {
  const during = (step) => {
    onStep(step, "ok");
    return { gate, onLine: (line) => onStep(step, line) };
  };
  await persist("POST", "letters", { ...during("letters"), body, accept: [201] });
  const places2 = await choose(await persist("GET", "board", { ...during("board"), accept: [200] }));
  const groups = [];
  for (const place of places2) {
    const path = `groups/${place.section}/${place.group}`;
    const untrusted = await persist("GET", path, { ...during("groups"), accept: [200] });
    groups.push({ place, untrusted });
  }
  if (groups.some(({ untrusted }) => untrusted.length !== GROUP_SIZE)) throw new ProtocolError("size");
  onStep("done", "ok");
  return groups;
}

// src/keyrecord.js
var KEY_AT = 5 + REPORTER_ID_SIZE;
var BODY_SIZE = KEY_AT + PUBLIC_KEY_SIZE;
async function openKeyRecord(untrusted, verifyKey) {
  checkSize(untrusted, KEY_RECORD_SIZE);
  if (untrusted[0] !== SUITE) throw new ProtocolError("suite");
  const body = untrusted.slice(0, BODY_SIZE);
  const genuine = await verified(untrusted.slice(BODY_SIZE), concat(Label.KEY_RECORD, body), verifyKey);
  if (!genuine) throw new ProtocolError("key-record");
  return { day: view(body).getUint32(1), reporter: hex(body.subarray(5, KEY_AT)), publicKey: body.slice(KEY_AT) };
}
async function openDayFile(untrusted, verifyKeys) {
  const records = /* @__PURE__ */ new Map();
  for (const [reporter, record] of splitKeyRecords(untrusted)) {
    const verifyKey = verifyKeys.get(reporter);
    if (verifyKey) records.set(reporter, await openKeyRecord(record, verifyKey));
  }
  if (new Set([...records.values()].map((record) => record.day)).size > 1) throw new ProtocolError("broken");
  return records;
}

// src/parcel.js
var NONCE_SIZE = 12;
var PLAIN_SIZE = PARCEL_SIZE - NONCE_SIZE - 16;
var PARCELS_LIMIT = 2 ** 20;
var TABLE_LIMIT = 4 * 1024 * 1024;
var KEY_SIZE2 = 32;
var SALT_SIZE = 16;
function newKey() {
  return randomBytes2(KEY_SIZE2);
}
function paddedCount(count3) {
  if (count3 > PARCELS_LIMIT) throw new ProtocolError("too-long");
  if (count3 === 0) return 0;
  if (count3 <= 8) return 2 ** bitLength(count3 - 1);
  const exponent = bitLength(count3) - 1;
  const unit = 2 ** (exponent - bitLength(exponent));
  return Math.ceil(count3 / unit) * unit;
}
var bitLength = (number) => 32 - Math.clz32(number);
function parcelId(key, index) {
  return authenticate(derive(key, Label.PARCEL_IDS), uint32(index)).slice(0, ID_SIZE);
}
var aesKey = (key, usage) => crypto.subtle.importKey("raw", key, "AES-GCM", false, [usage]);
var gcm = (nonce, index) => ({ name: "AES-GCM", iv: nonce, additionalData: concat(Label.PARCEL, uint32(index)) });
async function sealParcel(plain, key, index, parcel = new Uint8Array(PARCEL_SIZE)) {
  if (plain.length > PLAIN_SIZE) throw new ProtocolError("too-long");
  const nonce = randomBytes2(NONCE_SIZE);
  const padded = plain.length === PLAIN_SIZE ? plain : concat(plain, new Uint8Array(PLAIN_SIZE - plain.length));
  const sealed = await crypto.subtle.encrypt(gcm(nonce, index), await aesKey(key, "encrypt"), padded);
  parcel.set(nonce);
  parcel.set(new Uint8Array(sealed), NONCE_SIZE);
  return parcel;
}
function parcelsOf({ size }) {
  return Math.ceil(size / PLAIN_SIZE);
}
function streamToJson({ key, size, table, tableSha256 }) {
  return { suite: SUITE, key: hex(key), size, table, table_sha256: hex(tableSha256) };
}
function packTable(entries) {
  const rows = entries.map(({ name: name2, size, salt, original, sent, removed, cleaned, role }) => {
    return { name: name2, size, salt: hex(salt), original: hex(original), sent: hex(sent), removed, cleaned, role };
  });
  return utf8(JSON.stringify(rows));
}

// src/letter.js
var HEAD_SIZE = 5;
var PAIR_SIZE = 32;
var TIP_SIZE = 16;
var INSIDE_SIZE = PAIR_SIZE + PUBLIC_KEY_SIZE + TIP_SIZE + 2;
var PLAIN_SIZE2 = LETTER_SIZE - HEAD_SIZE - SEALED_OVERHEAD;
var ROOM = PLAIN_SIZE2 - INSIDE_SIZE;
var INFLATED_LIMIT = 256 * 1024;
async function packContent({ text: text2, to, stream }, { spare = 0 } = {}) {
  const fields = { text: text2.replace(/\p{Surrogate}/gu, "�"), to };
  const plain = utf8(JSON.stringify(stream ? { ...fields, stream: streamToJson(stream) } : fields));
  if (plain.length > INFLATED_LIMIT) throw new ProtocolError("too-long");
  const packed = await deflate(plain);
  if (packed.length > ROOM - spare) throw new ProtocolError("too-long");
  return packed;
}
async function packOpened({ pair: pair2, replyKey, tip, content }) {
  const packed = await packContent(content);
  const size = uint32(packed.length).subarray(2);
  const plain = new Uint8Array(PLAIN_SIZE2);
  plain.set(concat(pair2, replyKey, tip, size, packed));
  return plain;
}
function letterInfo(day, reporter) {
  return concat(Label.LETTER, sha2562(head(day), reporter));
}
var head = (day) => concat(Uint8Array.of(SUITE), uint32(day));
async function sealLetter(plain, day, reporter, dayKey) {
  checkSize(plain, PLAIN_SIZE2);
  return concat(head(day), await seal(plain, dayKey, letterInfo(day, reporter)));
}
async function coverLetter(day) {
  const nobody = await publicKey(newSeed());
  return sealLetter(new Uint8Array(PLAIN_SIZE2), day, randomBytes2(REPORTER_ID_SIZE), nobody);
}
async function makeExchange(letters, day) {
  if (letters.length > LETTERS_AN_EXCHANGE) throw new ProtocolError("too-long");
  const four = [...letters];
  while (four.length < LETTERS_AN_EXCHANGE) four.push(await coverLetter(day));
  return concat(...shuffled(four));
}

// src/pseudonym.js
function pseudonym(replyKey) {
  const digest = view(sha2562(Label.PSEUDONYM, replyKey));
  const name2 = names[Number(digest.getBigUint64(0) % BigInt(names.length))];
  const word = kindWords[Number(digest.getBigUint64(8) % BigInt(kindWords.length))];
  return `${name2} ${word[0].toUpperCase()}${word.slice(1)}`;
}

// node_modules/@noble/hashes/_blake.js
var BSIGMA = /* @__PURE__ */ Uint8Array.from([
  0,
  1,
  2,
  3,
  4,
  5,
  6,
  7,
  8,
  9,
  10,
  11,
  12,
  13,
  14,
  15,
  14,
  10,
  4,
  8,
  9,
  15,
  13,
  6,
  1,
  12,
  0,
  2,
  11,
  7,
  5,
  3,
  11,
  8,
  12,
  0,
  5,
  2,
  15,
  13,
  10,
  14,
  3,
  6,
  7,
  1,
  9,
  4,
  7,
  9,
  3,
  1,
  13,
  12,
  11,
  14,
  2,
  6,
  5,
  10,
  4,
  0,
  15,
  8,
  9,
  0,
  5,
  7,
  2,
  4,
  10,
  15,
  14,
  1,
  11,
  12,
  6,
  8,
  3,
  13,
  2,
  12,
  6,
  10,
  0,
  11,
  8,
  3,
  4,
  13,
  7,
  5,
  15,
  14,
  1,
  9,
  12,
  5,
  1,
  15,
  14,
  13,
  4,
  10,
  0,
  7,
  6,
  3,
  9,
  2,
  8,
  11,
  13,
  11,
  7,
  14,
  12,
  1,
  3,
  9,
  5,
  0,
  15,
  4,
  8,
  6,
  2,
  10,
  6,
  15,
  14,
  9,
  11,
  3,
  0,
  8,
  12,
  2,
  13,
  7,
  1,
  4,
  10,
  5,
  10,
  2,
  8,
  4,
  7,
  6,
  1,
  5,
  15,
  11,
  9,
  14,
  3,
  12,
  13,
  0,
  0,
  1,
  2,
  3,
  4,
  5,
  6,
  7,
  8,
  9,
  10,
  11,
  12,
  13,
  14,
  15,
  14,
  10,
  4,
  8,
  9,
  15,
  13,
  6,
  1,
  12,
  0,
  2,
  11,
  7,
  5,
  3,
  // Blake1, unused in others
  11,
  8,
  12,
  0,
  5,
  2,
  15,
  13,
  10,
  14,
  3,
  6,
  7,
  1,
  9,
  4,
  7,
  9,
  3,
  1,
  13,
  12,
  11,
  14,
  2,
  6,
  5,
  10,
  4,
  0,
  15,
  8,
  9,
  0,
  5,
  7,
  2,
  4,
  10,
  15,
  14,
  1,
  11,
  12,
  6,
  8,
  3,
  13,
  2,
  12,
  6,
  10,
  0,
  11,
  8,
  3,
  4,
  13,
  7,
  5,
  15,
  14,
  1,
  9
]);

// node_modules/@noble/hashes/blake2.js
var B2B_IV = /* @__PURE__ */ Uint32Array.from([
  4089235720,
  1779033703,
  2227873595,
  3144134277,
  4271175723,
  1013904242,
  1595750129,
  2773480762,
  2917565137,
  1359893119,
  725511199,
  2600822924,
  4215389547,
  528734635,
  327033209,
  1541459225
]);
var BBUF = /* @__PURE__ */ new Uint32Array(32);
function G1b(a, b, c, d, msg, x) {
  const Xl = msg[x], Xh = msg[x + 1];
  let Al = BBUF[2 * a], Ah = BBUF[2 * a + 1];
  let Bl = BBUF[2 * b], Bh = BBUF[2 * b + 1];
  let Cl = BBUF[2 * c], Ch = BBUF[2 * c + 1];
  let Dl = BBUF[2 * d], Dh = BBUF[2 * d + 1];
  const ll = add3L(Al, Bl, Xl);
  Ah = add3H(ll, Ah, Bh, Xh);
  Al = ll | 0;
  let xh = Dh ^ Ah, xl = Dl ^ Al;
  Dh = rotr32H(xh, xl);
  Dl = rotr32L(xh, xl);
  ({ h: Ch, l: Cl } = add(Ch, Cl, Dh, Dl));
  xh = Bh ^ Ch;
  xl = Bl ^ Cl;
  Bh = rotrSH(xh, xl, 24);
  Bl = rotrSL(xh, xl, 24);
  BBUF[2 * a] = Al;
  BBUF[2 * a + 1] = Ah;
  BBUF[2 * b] = Bl;
  BBUF[2 * b + 1] = Bh;
  BBUF[2 * c] = Cl;
  BBUF[2 * c + 1] = Ch;
  BBUF[2 * d] = Dl;
  BBUF[2 * d + 1] = Dh;
}
function G2b(a, b, c, d, msg, x) {
  const Xl = msg[x], Xh = msg[x + 1];
  let Al = BBUF[2 * a], Ah = BBUF[2 * a + 1];
  let Bl = BBUF[2 * b], Bh = BBUF[2 * b + 1];
  let Cl = BBUF[2 * c], Ch = BBUF[2 * c + 1];
  let Dl = BBUF[2 * d], Dh = BBUF[2 * d + 1];
  const ll = add3L(Al, Bl, Xl);
  Ah = add3H(ll, Ah, Bh, Xh);
  Al = ll | 0;
  let xh = Dh ^ Ah, xl = Dl ^ Al;
  Dh = rotrSH(xh, xl, 16);
  Dl = rotrSL(xh, xl, 16);
  ({ h: Ch, l: Cl } = add(Ch, Cl, Dh, Dl));
  xh = Bh ^ Ch;
  xl = Bl ^ Cl;
  Bh = rotrBH(xh, xl, 63);
  Bl = rotrBL(xh, xl, 63);
  BBUF[2 * a] = Al;
  BBUF[2 * a + 1] = Ah;
  BBUF[2 * b] = Bl;
  BBUF[2 * b + 1] = Bh;
  BBUF[2 * c] = Cl;
  BBUF[2 * c + 1] = Ch;
  BBUF[2 * d] = Dl;
  BBUF[2 * d + 1] = Dh;
}
function checkBlake2Opts(outputLen, opts2 = {}, keyLen, saltLen, persLen) {
  anumber(keyLen);
  if (outputLen <= 0 || outputLen > keyLen)
    throw new Error('"dkLen" must be 1..' + keyLen + ", got " + outputLen);
  const { key, salt, personalization } = opts2;
  if (key !== void 0 && (key.length < 1 || key.length > keyLen))
    throw new Error('"key" expected to be undefined or of length=1..' + keyLen);
  if (salt !== void 0)
    abytes(salt, saltLen, "salt");
  if (personalization !== void 0)
    abytes(personalization, persLen, "personalization");
}
var _BLAKE2 = class {
  buffer;
  buffer32;
  finished = false;
  destroyed = false;
  length = 0;
  pos = 0;
  blockLen;
  outputLen;
  canXOF = false;
  constructor(blockLen, outputLen) {
    anumber(blockLen);
    anumber(outputLen);
    this.blockLen = blockLen;
    this.outputLen = outputLen;
    this.buffer = new Uint8Array(blockLen);
    this.buffer32 = u32(this.buffer);
  }
  update(data) {
    aexists(this);
    abytes(data);
    const { blockLen, buffer, buffer32 } = this;
    const len = data.length;
    const offset = data.byteOffset;
    const buf = data.buffer;
    for (let pos = 0; pos < len; ) {
      if (this.pos === blockLen) {
        swap32IfBE(buffer32);
        this.compress(buffer32, 0, false);
        swap32IfBE(buffer32);
        this.pos = 0;
      }
      const take = Math.min(blockLen - this.pos, len - pos);
      const dataOffset = offset + pos;
      if (take === blockLen && !(dataOffset % 4) && pos + take < len) {
        const data32 = new Uint32Array(buf, dataOffset, Math.floor((len - pos) / 4));
        swap32IfBE(data32);
        for (let pos32 = 0; pos + blockLen < len; pos32 += buffer32.length, pos += blockLen) {
          this.length += blockLen;
          this.compress(data32, pos32, false);
        }
        swap32IfBE(data32);
        continue;
      }
      buffer.set(pos === 0 && take === len ? data : data.subarray(pos, pos + take), this.pos);
      this.pos += take;
      this.length += take;
      pos += take;
    }
    return this;
  }
  digestInto(out) {
    aexists(this);
    aoutput(out, this);
    if (out.byteOffset & 3)
      throw new RangeError('"output" expected 4-byte aligned byteOffset, got ' + out.byteOffset);
    const { pos, buffer32 } = this;
    this.finished = true;
    this.buffer.fill(0, pos);
    swap32IfBE(buffer32);
    this.compress(buffer32, 0, true);
    swap32IfBE(buffer32);
    const state = this.get();
    const out32 = out === this.buffer ? buffer32 : u32(out);
    const full = Math.floor(this.outputLen / 4);
    for (let i = 0; i < full; i++)
      out32[i] = swap8IfBE(state[i]);
    const tail = this.outputLen % 4;
    if (!tail)
      return;
    const off = full * 4;
    const word = state[full];
    for (let i = 0; i < tail; i++)
      out[off + i] = word >>> 8 * i;
  }
  digest() {
    const { buffer, outputLen } = this;
    this.digestInto(buffer);
    const res = buffer.slice(0, outputLen);
    this.destroy();
    return res;
  }
  _cloneInto(to) {
    const { buffer, length, finished, destroyed, outputLen, pos } = this;
    to ||= new this.constructor({ dkLen: outputLen });
    to.set(...this.get());
    to.buffer.set(buffer);
    to.destroyed = destroyed;
    to.finished = finished;
    to.length = length;
    to.pos = pos;
    to.outputLen = outputLen;
    return to;
  }
  clone() {
    return this._cloneInto();
  }
};
var _BLAKE2b = class extends _BLAKE2 {
  // Same IV words as SHA-512 / BLAKE2b, encoded as LE u32 low/high halves.
  v0l = B2B_IV[0] | 0;
  v0h = B2B_IV[1] | 0;
  v1l = B2B_IV[2] | 0;
  v1h = B2B_IV[3] | 0;
  v2l = B2B_IV[4] | 0;
  v2h = B2B_IV[5] | 0;
  v3l = B2B_IV[6] | 0;
  v3h = B2B_IV[7] | 0;
  v4l = B2B_IV[8] | 0;
  v4h = B2B_IV[9] | 0;
  v5l = B2B_IV[10] | 0;
  v5h = B2B_IV[11] | 0;
  v6l = B2B_IV[12] | 0;
  v6h = B2B_IV[13] | 0;
  v7l = B2B_IV[14] | 0;
  v7h = B2B_IV[15] | 0;
  constructor(opts2 = {}) {
    opts2 = checkOpts({}, opts2);
    const olen = opts2.dkLen === void 0 ? 64 : opts2.dkLen;
    super(128, olen);
    checkBlake2Opts(olen, opts2, 64, 16, 16);
    let { key, personalization, salt } = opts2;
    let keyLength = 0;
    if (key !== void 0) {
      abytes(key, void 0, "key");
      keyLength = key.length;
    }
    this.v0l ^= this.outputLen | keyLength << 8 | 1 << 16 | 1 << 24;
    if (salt !== void 0) {
      abytes(salt, void 0, "salt");
      const slt = u32(copyBytes(salt));
      this.v4l ^= swap8IfBE(slt[0]);
      this.v4h ^= swap8IfBE(slt[1]);
      this.v5l ^= swap8IfBE(slt[2]);
      this.v5h ^= swap8IfBE(slt[3]);
    }
    if (personalization !== void 0) {
      abytes(personalization, void 0, "personalization");
      const pers = u32(copyBytes(personalization));
      this.v6l ^= swap8IfBE(pers[0]);
      this.v6h ^= swap8IfBE(pers[1]);
      this.v7l ^= swap8IfBE(pers[2]);
      this.v7h ^= swap8IfBE(pers[3]);
    }
    if (key !== void 0) {
      const tmp = new Uint8Array(this.blockLen);
      tmp.set(key);
      this.update(tmp);
      clean(tmp);
    }
  }
  // prettier-ignore
  get() {
    let { v0l, v0h, v1l, v1h, v2l, v2h, v3l, v3h, v4l, v4h, v5l, v5h, v6l, v6h, v7l, v7h } = this;
    return [v0l, v0h, v1l, v1h, v2l, v2h, v3l, v3h, v4l, v4h, v5l, v5h, v6l, v6h, v7l, v7h];
  }
  // prettier-ignore
  set(v0l, v0h, v1l, v1h, v2l, v2h, v3l, v3h, v4l, v4h, v5l, v5h, v6l, v6h, v7l, v7h) {
    this.v0l = v0l | 0;
    this.v0h = v0h | 0;
    this.v1l = v1l | 0;
    this.v1h = v1h | 0;
    this.v2l = v2l | 0;
    this.v2h = v2h | 0;
    this.v3l = v3l | 0;
    this.v3h = v3h | 0;
    this.v4l = v4l | 0;
    this.v4h = v4h | 0;
    this.v5l = v5l | 0;
    this.v5h = v5h | 0;
    this.v6l = v6l | 0;
    this.v6h = v6h | 0;
    this.v7l = v7l | 0;
    this.v7h = v7h | 0;
  }
  compress(msg, offset, isLast) {
    const { v0l, v0h, v1l, v1h, v2l, v2h, v3l, v3h, v4l, v4h, v5l, v5h, v6l, v6h, v7l, v7h } = this;
    {
      BBUF[0] = v0l;
      BBUF[1] = v0h;
      BBUF[2] = v1l;
      BBUF[3] = v1h;
      BBUF[4] = v2l;
      BBUF[5] = v2h;
      BBUF[6] = v3l;
      BBUF[7] = v3h;
      BBUF[8] = v4l;
      BBUF[9] = v4h;
      BBUF[10] = v5l;
      BBUF[11] = v5h;
      BBUF[12] = v6l;
      BBUF[13] = v6h;
      BBUF[14] = v7l;
      BBUF[15] = v7h;
    }
    BBUF.set(B2B_IV, 16);
    const l = fromNumL(this.length);
    const h2 = fromNumH(this.length);
    BBUF[24] = B2B_IV[8] ^ l;
    BBUF[25] = B2B_IV[9] ^ h2;
    if (isLast) {
      BBUF[28] = ~BBUF[28];
      BBUF[29] = ~BBUF[29];
    }
    let j = 0;
    const s = BSIGMA;
    for (let i = 0; i < 12; i++) {
      G1b(0, 4, 8, 12, msg, offset + 2 * s[j++]);
      G2b(0, 4, 8, 12, msg, offset + 2 * s[j++]);
      G1b(1, 5, 9, 13, msg, offset + 2 * s[j++]);
      G2b(1, 5, 9, 13, msg, offset + 2 * s[j++]);
      G1b(2, 6, 10, 14, msg, offset + 2 * s[j++]);
      G2b(2, 6, 10, 14, msg, offset + 2 * s[j++]);
      G1b(3, 7, 11, 15, msg, offset + 2 * s[j++]);
      G2b(3, 7, 11, 15, msg, offset + 2 * s[j++]);
      G1b(0, 5, 10, 15, msg, offset + 2 * s[j++]);
      G2b(0, 5, 10, 15, msg, offset + 2 * s[j++]);
      G1b(1, 6, 11, 12, msg, offset + 2 * s[j++]);
      G2b(1, 6, 11, 12, msg, offset + 2 * s[j++]);
      G1b(2, 7, 8, 13, msg, offset + 2 * s[j++]);
      G2b(2, 7, 8, 13, msg, offset + 2 * s[j++]);
      G1b(3, 4, 9, 14, msg, offset + 2 * s[j++]);
      G2b(3, 4, 9, 14, msg, offset + 2 * s[j++]);
    }
    this.v0l ^= BBUF[0] ^ BBUF[16];
    this.v0h ^= BBUF[1] ^ BBUF[17];
    this.v1l ^= BBUF[2] ^ BBUF[18];
    this.v1h ^= BBUF[3] ^ BBUF[19];
    this.v2l ^= BBUF[4] ^ BBUF[20];
    this.v2h ^= BBUF[5] ^ BBUF[21];
    this.v3l ^= BBUF[6] ^ BBUF[22];
    this.v3h ^= BBUF[7] ^ BBUF[23];
    this.v4l ^= BBUF[8] ^ BBUF[24];
    this.v4h ^= BBUF[9] ^ BBUF[25];
    this.v5l ^= BBUF[10] ^ BBUF[26];
    this.v5h ^= BBUF[11] ^ BBUF[27];
    this.v6l ^= BBUF[12] ^ BBUF[28];
    this.v6h ^= BBUF[13] ^ BBUF[29];
    this.v7l ^= BBUF[14] ^ BBUF[30];
    this.v7h ^= BBUF[15] ^ BBUF[31];
    clean(BBUF);
  }
  destroy() {
    this.destroyed = true;
    clean(this.buffer32);
    this.set(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
  }
};
var blake2b = /* @__PURE__ */ createHasher((opts2) => new _BLAKE2b(opts2));

// node_modules/@noble/hashes/argon2.js
var AT = { Argon2d: 0, Argon2i: 1, Argon2id: 2 };
var ARGON2_SYNC_POINTS = 4;
var abytesOrZero = (buf, errorTitle = "") => {
  if (buf === void 0)
    return Uint8Array.of();
  return kdfInputToBytes(buf, errorTitle);
};
var A2_BUF = new Uint32Array(256);
function G(a, b, c, d) {
  let Al = A2_BUF[2 * a], Ah = A2_BUF[2 * a + 1];
  let Bl = A2_BUF[2 * b], Bh = A2_BUF[2 * b + 1];
  let Cl = A2_BUF[2 * c], Ch = A2_BUF[2 * c + 1];
  let Dl = A2_BUF[2 * d], Dh = A2_BUF[2 * d + 1];
  let ml = 0, mh = 0, rl = 0, xh = 0, xl = 0;
  ml = Math.imul(Al, Bl);
  mh = ((Al >>> 0) * (Bl >>> 0) - (ml >>> 0)) / 4294967296 + 0.5 | 0;
  rl = (Al >>> 0) + (Bl >>> 0) + (ml << 1 >>> 0);
  Ah = Ah + Bh + (mh << 1 | ml >>> 31) + (rl / 4294967296 | 0) | 0;
  Al = rl | 0;
  xh = Dh ^ Ah;
  xl = Dl ^ Al;
  Dh = xl;
  Dl = xh;
  ml = Math.imul(Cl, Dl);
  mh = ((Cl >>> 0) * (Dl >>> 0) - (ml >>> 0)) / 4294967296 + 0.5 | 0;
  rl = (Cl >>> 0) + (Dl >>> 0) + (ml << 1 >>> 0);
  Ch = Ch + Dh + (mh << 1 | ml >>> 31) + (rl / 4294967296 | 0) | 0;
  Cl = rl | 0;
  xh = Bh ^ Ch;
  xl = Bl ^ Cl;
  Bh = xh >>> 24 | xl << 8;
  Bl = xh << 8 | xl >>> 24;
  ml = Math.imul(Al, Bl);
  mh = ((Al >>> 0) * (Bl >>> 0) - (ml >>> 0)) / 4294967296 + 0.5 | 0;
  rl = (Al >>> 0) + (Bl >>> 0) + (ml << 1 >>> 0);
  Ah = Ah + Bh + (mh << 1 | ml >>> 31) + (rl / 4294967296 | 0) | 0;
  Al = rl | 0;
  xh = Dh ^ Ah;
  xl = Dl ^ Al;
  Dh = xh >>> 16 | xl << 16;
  Dl = xh << 16 | xl >>> 16;
  ml = Math.imul(Cl, Dl);
  mh = ((Cl >>> 0) * (Dl >>> 0) - (ml >>> 0)) / 4294967296 + 0.5 | 0;
  rl = (Cl >>> 0) + (Dl >>> 0) + (ml << 1 >>> 0);
  Ch = Ch + Dh + (mh << 1 | ml >>> 31) + (rl / 4294967296 | 0) | 0;
  Cl = rl | 0;
  xh = Bh ^ Ch;
  xl = Bl ^ Cl;
  Bh = xh << 1 | xl >>> 31;
  Bl = xh >>> 31 | xl << 1;
  A2_BUF[2 * a] = Al, A2_BUF[2 * a + 1] = Ah;
  A2_BUF[2 * b] = Bl, A2_BUF[2 * b + 1] = Bh;
  A2_BUF[2 * c] = Cl, A2_BUF[2 * c + 1] = Ch;
  A2_BUF[2 * d] = Dl, A2_BUF[2 * d + 1] = Dh;
}
function P(v00, v01, v02, v03, v04, v05, v06, v07, v08, v09, v10, v11, v12, v13, v14, v15) {
  G(v00, v04, v08, v12);
  G(v01, v05, v09, v13);
  G(v02, v06, v10, v14);
  G(v03, v07, v11, v15);
  G(v00, v05, v10, v15);
  G(v01, v06, v11, v12);
  G(v02, v07, v08, v13);
  G(v03, v04, v09, v14);
}
function block(x, xPos, yPos, outPos, needXor) {
  if (needXor) {
    for (let i = 0; i < 256; i++) {
      const r = x[xPos + i] ^ x[yPos + i];
      A2_BUF[i] = r;
      x[outPos + i] ^= r;
    }
  } else {
    for (let i = 0; i < 256; i++) {
      const r = x[xPos + i] ^ x[yPos + i];
      A2_BUF[i] = r;
      x[outPos + i] = r;
    }
  }
  for (let i = 0; i < 128; i += 16) {
    P(i, i + 1, i + 2, i + 3, i + 4, i + 5, i + 6, i + 7, i + 8, i + 9, i + 10, i + 11, i + 12, i + 13, i + 14, i + 15);
  }
  for (let i = 0; i < 16; i += 2) {
    P(i, i + 1, i + 16, i + 17, i + 32, i + 33, i + 48, i + 49, i + 64, i + 65, i + 80, i + 81, i + 96, i + 97, i + 112, i + 113);
  }
  for (let i = 0; i < 256; i++)
    x[outPos + i] ^= A2_BUF[i];
  clean(A2_BUF);
}
function Hp(A, dkLen) {
  const A8 = u8(A);
  const T = new Uint32Array(1);
  const T8 = u8(T);
  T[0] = swap8IfBE(dkLen);
  if (dkLen <= 64)
    return blake2b.create({ dkLen }).update(T8).update(A8).digest();
  const out = new Uint8Array(dkLen);
  let V = blake2b.create({}).update(T8).update(A8).digest();
  let pos = 0;
  out.set(V.subarray(0, 32));
  pos += 32;
  for (; dkLen - pos > 64; pos += 32) {
    const Vh = blake2b.create({}).update(V);
    Vh.digestInto(V);
    Vh.destroy();
    out.set(V.subarray(0, 32), pos);
  }
  out.set(blake2b(V, { dkLen: dkLen - pos }), pos);
  clean(V, T);
  return out;
}
function indexAlpha(r, s, laneLen, segmentLen, index, randL, sameLane = false) {
  let area;
  if (r === 0) {
    if (s === 0)
      area = index - 1;
    else if (sameLane)
      area = s * segmentLen + index - 1;
    else
      area = s * segmentLen + (index == 0 ? -1 : 0);
  } else if (sameLane)
    area = laneLen - segmentLen + index - 1;
  else
    area = laneLen - segmentLen + (index == 0 ? -1 : 0);
  const startPos = r !== 0 && s !== ARGON2_SYNC_POINTS - 1 ? (s + 1) * segmentLen : 0;
  const randLow = Math.imul(randL, randL);
  const randHigh = ((randL >>> 0) * (randL >>> 0) - (randLow >>> 0)) / 4294967296 + 0.5 | 0;
  const areaLow = Math.imul(area, randHigh);
  const areaHigh = ((area >>> 0) * (randHigh >>> 0) - (areaLow >>> 0)) / 4294967296 + 0.5 | 0;
  const rel = area - 1 - areaHigh;
  return (startPos + rel) % laneLen;
}
var maxUint32 = Math.pow(2, 32);
var ARGON2_DEFAULT_MEMORY = 1024 ** 2;
var ARGON2_DEFAULT_MAXMEM = ARGON2_DEFAULT_MEMORY * 1024;
function isU32(num) {
  return Number.isSafeInteger(num) && num >= 0 && num < maxUint32;
}
function argon2Opts(opts2 = {}) {
  opts2 = checkOpts({}, opts2);
  const merged = {
    t: 3,
    m: ARGON2_DEFAULT_MEMORY,
    p: 1,
    version: 19,
    dkLen: 32,
    maxmem: ARGON2_DEFAULT_MAXMEM,
    asyncTick: 10
  };
  for (let [k, v] of Object.entries(opts2))
    if (v !== void 0)
      merged[k] = v;
  const { dkLen, p, m, t, version, onProgress, asyncTick } = merged;
  if (!isU32(dkLen) || dkLen < 4)
    throw new Error('"dkLen" must be 4..');
  if (!isU32(p) || p < 1 || p >= Math.pow(2, 24))
    throw new Error('"p" must be 1..2^24');
  if (!isU32(m))
    throw new Error('"m" must be 0..2^32');
  if (!isU32(t) || t < 1)
    throw new Error('"t" (iterations) must be 1..2^32');
  if (onProgress !== void 0 && typeof onProgress !== "function")
    throw new Error('"onProgress" must be a function');
  anumber(asyncTick, "asyncTick");
  if (!isU32(m) || m < 8 * p)
    throw new Error('"m" (memory) must be at least 8*p bytes');
  if (version !== 16 && version !== 19)
    throw new Error('"version" must be 0x10 or 0x13, got ' + version);
  return merged;
}
function argon2InitialHash(password, salt, type, opts2) {
  const ownedInputs = [];
  const BUF = new Uint32Array(1);
  const BUF8 = u8(BUF);
  let h2;
  let H0;
  let succeeded = false;
  const rememberOwned = (input, bytes) => {
    if (typeof input === "string")
      ownedInputs.push(bytes);
    return bytes;
  };
  try {
    const passwordBytes = rememberOwned(password, kdfInputToBytes(password, "password"));
    const saltBytes = rememberOwned(salt, kdfInputToBytes(salt, "salt"));
    if (!isU32(passwordBytes.length))
      throw new Error('"password" must be less of length 1..4Gb');
    if (!isU32(saltBytes.length) || saltBytes.length < 8)
      throw new Error('"salt" must be of length 8..4Gb');
    if (!Object.values(AT).includes(type))
      throw new Error('"type" was invalid');
    let { p, dkLen, m, t, version, key, personalization, maxmem, onProgress, asyncTick } = argon2Opts(opts2);
    const keyInput = key;
    key = rememberOwned(keyInput, abytesOrZero(keyInput, "key"));
    const personalizationInput = personalization;
    personalization = rememberOwned(personalizationInput, abytesOrZero(personalizationInput, "personalization"));
    h2 = blake2b.create();
    for (let item of [p, dkLen, m, t, version, type]) {
      BUF[0] = swap8IfBE(item);
      h2.update(BUF8);
    }
    for (let i of [passwordBytes, saltBytes, key, personalization]) {
      BUF[0] = swap8IfBE(i.length);
      h2.update(BUF8).update(i);
    }
    H0 = new Uint32Array(18);
    h2.digestInto(u8(H0));
    succeeded = true;
    return { H0, p, dkLen, m, t, version, maxmem, onProgress, asyncTick };
  } finally {
    if (h2)
      h2.destroy();
    clean(BUF, ...ownedInputs);
    if (!succeeded && H0)
      clean(H0);
  }
}
function argon2Init(password, salt, type, opts2) {
  const { H0, p, dkLen, m, t, version, maxmem, onProgress, asyncTick } = argon2InitialHash(password, salt, type, opts2);
  try {
    const lanes = p;
    const mP = 4 * p * Math.floor(m / (ARGON2_SYNC_POINTS * p));
    const laneLen = Math.floor(mP / p);
    const segmentLen = Math.floor(laneLen / ARGON2_SYNC_POINTS);
    const memUsed = mP * 1024;
    if (!isU32(maxmem))
      throw new Error('"maxmem" expected <2**32, got ' + maxmem);
    if (memUsed > maxmem)
      throw new Error('"maxmem" limit was hit: memUsed(mP*1024)=' + memUsed + ", maxmem=" + maxmem);
    const B2 = new Uint32Array(memUsed / 4);
    for (let l = 0; l < p; l++) {
      const i = 256 * laneLen * l;
      H0[17] = swap8IfBE(l);
      H0[16] = swap8IfBE(0);
      B2.set(swap32IfBE(u32(Hp(H0, 1024))), i);
      H0[16] = swap8IfBE(1);
      B2.set(swap32IfBE(u32(Hp(H0, 1024))), i + 256);
    }
    let perBlock = () => {
    };
    if (onProgress) {
      const totalBlock = t * ARGON2_SYNC_POINTS * p * segmentLen - 2 * p;
      const callbackPer = Math.max(Math.floor(totalBlock / 1e4), 1);
      let blockCnt = 0;
      perBlock = () => {
        blockCnt++;
        if (onProgress && (!(blockCnt % callbackPer) || blockCnt === totalBlock))
          onProgress(blockCnt / totalBlock);
      };
    }
    return { type, mP, p, t, version, B: B2, laneLen, lanes, segmentLen, dkLen, perBlock, asyncTick };
  } finally {
    clean(H0);
  }
}
function argon2Output(B2, p, laneLen, dkLen) {
  const B_final = new Uint32Array(256);
  for (let l = 0; l < p; l++)
    for (let j = 0; j < 256; j++)
      B_final[j] ^= B2[256 * (laneLen * l + laneLen - 1) + j];
  const res = Hp(swap32IfBE(B_final), dkLen);
  clean(B2, B_final);
  return res;
}
function* argon2Blocks(ctx, address) {
  const { type, mP, p, t, version, B: B2, laneLen, lanes, segmentLen, perBlock } = ctx;
  address[256 + 6] = mP;
  address[256 + 8] = t;
  address[256 + 10] = type;
  for (let r = 0; r < t; r++) {
    const needXor = r !== 0 && version === 19;
    address[256 + 0] = r;
    for (let s = 0; s < ARGON2_SYNC_POINTS; s++) {
      address[256 + 4] = s;
      const dataIndependent = type == AT.Argon2i || type == AT.Argon2id && r === 0 && s < 2;
      for (let l = 0; l < p; l++) {
        address[256 + 2] = l;
        address[256 + 12] = 0;
        let startPos = 0;
        if (r === 0 && s === 0) {
          startPos = 2;
          if (dataIndependent) {
            address[256 + 12]++;
            block(address, 256, 2 * 256, 0, false);
            block(address, 0, 2 * 256, 0, false);
          }
        }
        let offset = l * laneLen + s * segmentLen + startPos;
        for (let index = startPos; index < segmentLen; index++, offset++) {
          perBlock();
          const prev = offset % laneLen ? offset - 1 : offset + laneLen - 1;
          let randL, randH;
          if (dataIndependent) {
            let i128 = index % 128;
            if (i128 === 0) {
              address[256 + 12]++;
              block(address, 256, 2 * 256, 0, false);
              block(address, 0, 2 * 256, 0, false);
            }
            randL = address[2 * i128];
            randH = address[2 * i128 + 1];
          } else {
            const T = 256 * prev;
            randL = B2[T];
            randH = B2[T + 1];
          }
          const refLane = r === 0 && s === 0 ? l : randH % lanes;
          const refPos = indexAlpha(r, s, laneLen, segmentLen, index, randL, refLane == l);
          const refBlock = laneLen * refLane + refPos;
          block(B2, 256 * prev, 256 * refBlock, offset * 256, needXor);
          yield;
        }
      }
    }
  }
  clean(address);
}
async function argon2Async(type, password, salt, opts2) {
  const ctx = argon2Init(password, salt, type, opts2);
  const address = new Uint32Array(3 * 256);
  const blocks = argon2Blocks(ctx, address);
  const abort = () => clean(address, ctx.B);
  let ts = Date.now();
  while (!blocks.next().done) {
    const diff = Date.now() - ts;
    if (diff >= 0 && diff < ctx.asyncTick)
      continue;
    await nextTick(abort);
    ts = Date.now();
  }
  return argon2Output(ctx.B, ctx.p, ctx.laneLen, ctx.dkLen);
}
var argon2idAsync = (password, salt, opts2 = {}) => argon2Async(AT.Argon2id, password, salt, opts2);

// src/source.js
var MEMORY_KIB = 8 * 1024;
var PASSES = 1;
async function masterKey(code, rootOneSha256) {
  const salt = sha2562(Label.MASTER_SALT, rootOneSha256);
  return Uint8Array.from(await argon2idAsync(utf8(code.digits), salt, { t: PASSES, m: MEMORY_KIB, p: 1, dkLen: 32 }));
}
var Identity = class _Identity {
  /** @type {Bytes} */
  #master;
  /** @param {Bytes} master 32 bytes  @param {Bytes} replySeed 32 bytes  @param {Bytes} replyKey 1,216 bytes */
  constructor(master, replySeed, replyKey) {
    this.#master = master;
    this.replySeed = replySeed;
    this.replyKey = replyKey;
  }
  /** @param {Code} code  @param {Uint8Array} rootOneSha256 32 bytes  @returns {Promise<Identity>} */
  static async of(code, rootOneSha256) {
    const master = await masterKey(code, rootOneSha256);
    const seed = derive(master, Label.REPLY_KEY);
    return new _Identity(master, seed, await publicKey(seed));
  }
  /**
   * @param {Uint8Array} reporter id, 16 bytes
   * @returns {Bytes} the key that this source shares with the reporter, 32 bytes; who has it is the contact
   */
  pair(reporter) {
    return derive(this.#master, Label.PAIR, reporter);
  }
};
function meetNumber(pair2, day, { source }) {
  const drawn2 = derive(pair2, source ? Label.MEET_SOURCE : Label.MEET_REPORTER, uint32(day), 8);
  return String(view(drawn2).getBigUint64(0) % 1000000n).padStart(6, "0");
}

// src/reply.js
var INSIDE_SIZE2 = 11;
var MAC_SIZE = 32;
var PLAIN_SIZE3 = REPLY_SIZE - 1 - SEALED_OVERHEAD;
var CONTENT_SIZE = PLAIN_SIZE3 - MAC_SIZE;
var ROOM2 = CONTENT_SIZE - INSIDE_SIZE2;
var INFLATED_LIMIT2 = 64 * 1024;
var ORDINALS = 4;
var State = Object.freeze({ OPENED: 1, BEING_READ: 2, TELL_US_MORE: 3, NOT_FOR_US: 4, PUBLISHED: 5 });
async function parseAnswer(untrusted) {
  if (untrusted.length !== CONTENT_SIZE) throw new ProtocolError("broken-reply");
  const bytes = view(untrusted);
  const end = INSIDE_SIZE2 + bytes.getUint16(9);
  const state = untrusted[8];
  if (end > CONTENT_SIZE || !allZero(untrusted.subarray(end))) throw new ProtocolError("broken-reply");
  if (state < State.OPENED || state > State.PUBLISHED) throw new ProtocolError("broken-reply");
  try {
    const plain = await inflate(untrusted.slice(INSIDE_SIZE2, end), INFLATED_LIMIT2);
    const text2 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(plain);
    return { number: bytes.getUint32(0), letters: bytes.getUint32(4), state, text: text2 };
  } catch {
    throw new ProtocolError("broken-reply");
  }
}
var tagMessage = (day, ordinal) => concat(uint32(day), Uint8Array.of(ordinal));
function expectedTags(pairs, today) {
  const expected = /* @__PURE__ */ new Map();
  for (const [reporter, pair2] of pairs) {
    const keyed = hmac.create(sha256, derive(pair2, Label.TAG));
    for (let day = Math.max(0, today - REPLY_DAYS); day <= today; day += 1) {
      for (let ordinal = 0; ordinal < ORDINALS; ordinal += 1) {
        const tag = keyed.clone().update(tagMessage(day, ordinal)).digest();
        expected.set(hex(tag.subarray(0, TAG_SIZE2)), { reporter, day, ordinal });
      }
    }
  }
  return expected;
}
function replyInfo(reporter, tag) {
  return concat(Label.REPLY, sha2562(reporter, tag));
}
function mac(pair2, info, replyKey, content) {
  return authenticate(derive(pair2, Label.REPLY_MAC), concat(info, replyKey, content));
}
async function openReply(untrusted, seed, pair2, reporter, tag) {
  checkSize(untrusted, REPLY_SIZE);
  if (untrusted[0] !== SUITE) throw new ProtocolError("suite");
  const info = replyInfo(reporter, tag);
  const plain = await (await Opener.of(seed)).open(untrusted.subarray(1), info);
  if (plain === null) return null;
  const [claimed, content] = [plain.subarray(0, MAC_SIZE), plain.subarray(MAC_SIZE)];
  const genuine = plain.length === PLAIN_SIZE3 && equal(claimed, mac(pair2, info, await publicKey(seed), content));
  if (!genuine) throw new ProtocolError("broken-reply");
  return parseAnswer(content);
}

// src/thread.js
var STATES = ["opened", "being-read", "tell-us-more", "not-for-us", "published"];
var Thread = class {
  #identity;
  #reporters;
  /** @type {Map<string, Bytes>} by reporter id in hex */
  #pairs;
  /** @type {{day: number, tags: Map<string, import('./reply.js').Expected>} | null} */
  #tags = null;
  /** @type {import('./board.js').Found[]} */
  #found = [];
  /** @type {Set<string>} */
  #fetched = /* @__PURE__ */ new Set();
  /** @type {Map<string, Reply>} by tag */
  #replies = /* @__PURE__ */ new Map();
  /**
   * @param {import('./source.js').Identity} identity
   * @param {import('./newsroom.js').Reporter[]} reporters all that the directory lists, retired ones too
   */
  constructor(identity, reporters) {
    this.#identity = identity;
    this.#reporters = reporters;
    this.#pairs = new Map(reporters.map(({ id }) => [id, identity.pair(idBytes(id))]));
  }
  /**
   * Look for ours on a board. Closing days are not later than the day on which a courier signed it.
   *
   * @param {import('./wire.js').Board} board
   */
  async find(board) {
    this.#tags = this.#tags?.day === board.day ? this.#tags : { day: board.day, tags: await this.#expect(board.day) };
    this.#found = findReplies(board, this.#tags.tags);
    return this.#found;
  }
  /** The tags of one reporter after the other, so that the page breathes. @param {number} day */
  async #expect(day) {
    const tags = /* @__PURE__ */ new Map();
    for (const pair2 of this.#pairs) {
      for (const [tag, expected] of expectedTags([pair2], day)) tags.set(tag, expected);
      await new Promise((resolve) => setTimeout(resolve));
    }
    return tags;
  }
  /** @param {Place} place */
  isFetched(place) {
    return this.#fetched.has(nameOf(place));
  }
  /** Answers of ours lie in groups that were not fetched yet. */
  get more() {
    return this.#found.some(({ place }) => !this.isFetched(place));
  }
  /**
   * Open what is ours in a group. One that is damaged, or that somebody else made under our key, is left out: its
   * number will be missing.
   *
   * @param {Place} place @param {Bytes} untrusted 32,768 bytes
   */
  async take(place, untrusted) {
    for (const { slot, tag, expected } of this.#found.filter((found2) => nameOf(found2.place) === nameOf(place))) {
      const { reporter, day } = expected;
      const sealed = untrusted.subarray(slot * REPLY_SIZE, (slot + 1) * REPLY_SIZE);
      const pair2 = (
        /** @type {Bytes} */
        this.#pairs.get(reporter)
      );
      const tagBytes = (
        /** @type {Bytes} */
        unhex(tag, TAG_SIZE2)
      );
      const seed = this.#identity.replySeed;
      const answer2 = await openReply(sealed, seed, pair2, idBytes(reporter), tagBytes).catch(() => null);
      if (!answer2) continue;
      const name2 = this.#reporters.find(({ id }) => id === reporter)?.name ?? "";
      const { number, letters, text: text2 } = answer2;
      const state = STATES[answer2.state - 1];
      this.#replies.set(tag, { reporter, name: name2, day, number, letters, text: text2, state, missing: false });
    }
    this.#fetched.add(nameOf(place));
  }
  /** @returns {Reply[]} oldest first; those of one day by their numbers */
  get replies() {
    const replies = [...this.#replies.values()].sort((one, other) => one.day - other.day || one.number - other.number);
    return replies.map((reply) => ({ ...reply, missing: !this.more && this.#lacksOneBefore(reply) }));
  }
  /** The first that is known may follow others whose 120 days are over, so it lacks none. @param {Reply} reply */
  #lacksOneBefore({ reporter, number }) {
    const theirs = [...this.#replies.values()].filter((other) => other.reporter === reporter);
    const numbers = theirs.map((other) => other.number);
    return Math.min(...numbers) < number && !numbers.includes(number - 1);
  }
};
var nameOf = ({ section, group }) => `${section}/${group}`;
function idBytes(id) {
  return (
    /** @type {Bytes} */
    unhex(id, REPORTER_ID_SIZE)
  );
}

// src/turns.js
var Turns = class {
  /** @type {Promise<unknown>} */
  #last = Promise.resolve();
  /** @type {Set<Listener>} */
  #waiting = /* @__PURE__ */ new Set();
  /** @type {LineState} of the exchange that is under way */
  #line = "ok";
  /**
   * @template T
   * @param {(onStep: Listener) => Promise<T>} run called when those before are over
   * @param {Listener} onStep while it waits too: nothing was posted then
   * @returns {Promise<T>} what `run` returns or throws
   */
  take(run, onStep) {
    const told = (step, line) => {
      this.#line = line;
      onStep(step, line);
      for (const waiting of this.#waiting) waiting("letters", line);
    };
    this.#waiting.add(onStep);
    if (this.#line !== "ok") onStep("letters", this.#line);
    const start = () => {
      this.#waiting.delete(onStep);
      this.#line = "ok";
      return run(told);
    };
    const turn = this.#last.then(start, start);
    this.#last = turn;
    return turn;
  }
};

// src/stream.js
var READ_AT_ONCE = 1024 * 1024;
var NO_HASH = new Uint8Array(32);
var OutgoingStream = class {
  #key = newKey();
  #files;
  /** @type {FileEntry[]} */
  #entries;
  /** @type {Bytes | null} */
  #tableSha256 = null;
  /** @type {Bytes[]} parcels that have arrived: their memory is written to again */
  #spare = [];
  #table;
  #size;
  /**
   * @param {Outgoing[]} files
   * @throws {ProtocolError} code 'too-long': more than 2^20 parcels, or a table of more than 4 MiB
   */
  constructor(files2) {
    this.#files = files2;
    this.#entries = files2.map(({ name: name2, source, plan, removed, cleaned, role }) => {
      const size = plan ? plan.size : source.size;
      return { name: name2, size, salt: randomBytes2(SALT_SIZE), original: NO_HASH, sent: NO_HASH, removed, cleaned, role };
    });
    const tableSize = packTable(this.#entries).length;
    if (tableSize > TABLE_LIMIT) throw new ProtocolError("too-long");
    this.#table = this.#entries.reduce((sum, entry) => sum + entry.size, 0);
    this.#size = this.#table + tableSize;
    this.count = paddedCount(parcelsOf({ size: this.#size }));
  }
  /** @returns {import('./parcel.js').Stream} what the letter says; the hash is zeros until all was read */
  get described() {
    return { key: this.#key, size: this.#size, table: this.#table, tableSha256: this.#tableSha256 ?? NO_HASH };
  }
  /**
   * @returns {AsyncGenerator<Sealed, void>} all parcels in order, each sealed when it is asked for
   * @throws {import('./clean/errors.js').CleanError} a file was changed or taken away in the meantime
   */
  async *parcels() {
    let index = 0;
    const piece = new Uint8Array(PLAIN_SIZE);
    let filled = 0;
    for await (const chunk of this.#bytes()) {
      for (let at = 0; at < chunk.length; ) {
        const taken = Math.min(chunk.length - at, PLAIN_SIZE - filled);
        piece.set(chunk.subarray(at, at + taken), filled);
        at += taken;
        filled += taken;
        if (filled < PLAIN_SIZE) continue;
        yield this.#seal(piece, index);
        index += 1;
        filled = 0;
      }
    }
    for (; index < this.count; index += 1) {
      yield this.#seal(piece.fill(0, filled), index);
      filled = 0;
    }
  }
  /** A parcel has arrived, and its bytes are not needed any more. @param {Sealed} parcel */
  reuse({ body }) {
    this.#spare.push(body);
  }
  /** @param {Bytes} piece @param {number} index @returns {Promise<Sealed>} */
  async #seal(piece, index) {
    return { id: parcelId(this.#key, index), body: await sealParcel(piece, this.#key, index, this.#spare.pop()) };
  }
  /** @returns {AsyncGenerator<Uint8Array, void>} the files' bytes, then the table */
  async *#bytes() {
    for (const [at, { source, plan }] of this.#files.entries()) yield* this.#fileBytes(this.#entries[at], source, plan);
    const table = packTable(this.#entries);
    this.#tableSha256 = sha2562(table);
    yield table;
  }
  /**
   * @param {FileEntry} entry  @param {Source} source  @param {Plan | null} plan
   * @returns {AsyncGenerator<Uint8Array, void>}
   */
  async *#fileBytes(entry, source, plan) {
    const sent = runningSha256();
    sent.update(entry.salt);
    const original = plan ? new Hashing(source, entry.salt) : null;
    for await (const chunk of plan ? planChunks(source, plan) : wholeChunks(source)) {
      sent.update(chunk);
      await original?.advance(chunk.length);
      yield chunk;
    }
    entry.sent = Uint8Array.from(sent.digest());
    entry.original = original ? await original.finish() : entry.sent;
  }
};
var Hashing = class {
  #hash = runningSha256();
  #read = 0;
  #wanted = 0;
  #source;
  /** @param {Source} source @param {Bytes} salt */
  constructor(source, salt) {
    this.#source = source;
    this.#hash.update(salt);
  }
  /** @param {number} size bytes that were sent since the last call */
  async advance(size) {
    this.#wanted += size;
    while (this.#read + READ_AT_ONCE <= Math.min(this.#wanted, this.#source.size)) await this.#step();
  }
  /** @returns {Promise<Bytes>} 32 bytes, once the rest is read */
  async finish() {
    while (this.#read < this.#source.size) await this.#step();
    return Uint8Array.from(this.#hash.digest());
  }
  async #step() {
    const size = Math.min(READ_AT_ONCE, this.#source.size - this.#read);
    this.#hash.update(await this.#source.read(this.#read, size));
    this.#read += size;
  }
};
async function* wholeChunks(source) {
  for (let at = 0; at < source.size; at += READ_AT_ONCE) {
    yield await source.read(at, Math.min(READ_AT_ONCE, source.size - at));
  }
}

// src/writing.js
var SPARE = 96;
var TEXT_NAME = "text.txt";
async function compose(text2, to, files2) {
  const stream = files2.length > 0 ? new OutgoingStream(files2) : null;
  try {
    await packContent({ text: text2, to, stream: stream?.described ?? null }, { spare: stream ? SPARE : 0 });
    return { said: text2, stream };
  } catch (error) {
    if (!(error instanceof ProtocolError) || error.code !== "too-long") throw error;
  }
  const source = new BlobSource(new Blob([utf8(text2)]));
  const first = { name: TEXT_NAME, source, plan: null, removed: [], cleaned: false, role: "text" };
  return { said: "", stream: new OutgoingStream([first, ...files2]) };
}
async function sealLetters(identity, content, records) {
  const tip = randomBytes2(TIP_SIZE);
  return Promise.all(
    content.to.map(async (id) => {
      const { day, publicKey: publicKey2 } = (
        /** @type {import('./keyrecord.js').KeyRecord} */
        records.get(id)
      );
      const reporter = idBytes(id);
      const plain = await packOpened({ pair: identity.pair(reporter), replyKey: identity.replyKey, tip, content });
      return sealLetter(plain, day, reporter, publicKey2);
    })
  );
}

// src/visit.js
var TRIES_AT_OPENING = 3;
var Visit = class _Visit {
  #directory;
  #records;
  #now;
  #gate = new Gate();
  /** @type {'server' | 'device' | null} */
  #trusted;
  /** @type {Identity | null} */
  #identity = null;
  /** @type {Thread | null} */
  #thread = null;
  /** @type {import('./wire.js').Board | null} */
  #board = null;
  #attachments = new Attachments();
  #sent = false;
  #turns = new Turns();
  /** @type {string | null} the code of what kept the answers away in the last exchange */
  problem = null;
  /**
   * @param {import('./directory.js').Directory} directory
   * @param {Map<string, import('./keyrecord.js').KeyRecord>} records today's, by reporter id
   * @param {() => number} now POSIX ms
   */
  constructor(directory, records, now) {
    this.#directory = directory;
    this.#records = records;
    this.#now = now;
    this.newsroom = directory.newsroom;
    this.deviceDay = dayOf(now() / 1e3);
    const [record] = records.values();
    this.serverDay = record ? record.day : this.deviceDay;
    this.clocksDiffer = Math.abs(this.serverDay - this.deviceDay) > 1;
    this.#trusted = this.clocksDiffer ? null : "server";
  }
  /**
   * GET directory/bundle.json, then keys/now; from the pin to today's keys.
   *
   * @param {{pin: string, now?: () => number}} o pin: SHA-256 of root version 1, hex; now: POSIX ms
   * @returns {Promise<Visit>}
   * @throws {ProtocolError} 'no-newsroom' 'no-crypto' 'offline' 'not-published' 'directory' 'directory-expired'
   *   'directory-older' 'key-record'
   */
  static async open({ pin: pin2, now = Date.now }) {
    const pinned = unhex(pin2, 32);
    if (!pinned) throw new ProtocolError("no-newsroom");
    if (!globalThis.crypto?.subtle || !canDeflate()) throw new ProtocolError("no-crypto");
    const ask = { gate: new Gate(), accept: [200], tries: TRIES_AT_OPENING };
    const bundle = await persist("GET", "directory/bundle.json", ask).catch((error) => {
      throw error.code === "unknown" ? new ProtocolError("not-published") : error;
    });
    const directory = await openDirectory(bundle, pinned, now());
    const dayFile = await persist("GET", "keys/now", ask).catch((error) => {
      if (error.code === "unknown") return new Uint8Array(0);
      throw error;
    });
    const verifyKeys = new Map(directory.newsroom.reporters.map(({ id, verifyKey }) => [id, verifyKey]));
    const records = await openDayFile(dayFile, verifyKeys).catch(() => {
      throw new ProtocolError("key-record");
    });
    return new _Visit(directory, records, now);
  }
  /** @returns {(Omit<import('./newsroom.js').Desk, 'reporters'> & {index: number, readers: Reader[]})[]} */
  get desks() {
    return this.newsroom.desks.map(({ reporters, ...desk }, index) => {
      return { ...desk, index, readers: reporters.map((id) => this.#reader(id)) };
    });
  }
  /** @param {string} id listed @returns {Reader} */
  #reader(id) {
    const reporter = this.newsroom.reporters.find((listed) => listed.id === id);
    const reachable = Boolean(reporter && takesLetters(reporter, this.serverDay) && this.#records.has(id));
    return { id, name: reporter?.name ?? "", reachable };
  }
  /** @param {'server' | 'device'} which 'server': letters are dated by /keys/now; 'device': nothing is sent */
  trustDay(which) {
    this.#trusted = which;
  }
  /**
   * @param {number} desk index
   * @returns {number | null} the last day up to which its box was emptied, known after an exchange
   */
  lastEmptied(desk) {
    const closings = this.newsroom.desks[desk].reporters.map((id) => this.#board?.closings.get(id) ?? 0);
    return Math.max(...closings) || null;
  }
  /** Fetch what cleans files, in the background of every visit: who has none to add fetches it as well. */
  prepare() {
    cleaners().catch(() => {
    });
  }
  /** @returns {Promise<Drawn>} a new code, in memory only */
  async begin() {
    return this.redraw();
  }
  /** @returns {Promise<Drawn>} another code @throws {ProtocolError} 'too-late': something was sent under the old one */
  async redraw() {
    if (this.#sent) throw new ProtocolError("too-late");
    const code = Code.draw();
    const name2 = await this.#become(code);
    return { pseudonym: name2, numbers: code.numbers(), words: code.spoken() };
  }
  /**
   * @param {string | {numbers: string[]} | {words: string[]}} untrusted as typed
   * @returns {Promise<{pseudonym: string}>}
   * @throws {ProtocolError} 'code-…', with `number` where one of them has the slip
   */
  async enter(untrusted) {
    if (typeof untrusted === "string") return { pseudonym: await this.#become(readCode(untrusted)) };
    const code = "numbers" in untrusted ? readNumbers(untrusted.numbers) : readWords(untrusted.words);
    return { pseudonym: await this.#become(code) };
  }
  /** @param {Code} code @returns {Promise<string>} the pseudonym */
  async #become(code) {
    const identity = await Identity.of(code, this.#directory.rootOneSha256);
    this.#identity = identity;
    this.#thread = new Thread(identity, this.newsroom.reporters);
    return pseudonym(identity.replyKey);
  }
  /**
   * One exchange of cover.
   *
   * @param {(step: import('./exchange.js').Step, line: LineState) => void} [onStep]
   * @returns {Promise<void>}
   * @throws {ProtocolError} 'wrong-clock'; 'board' 'directory-older' 'suite' 'size'; the server's code; 'stopped'
   */
  async look(onStep = () => {
  }) {
    const problem = await this.#exchange(await makeExchange([], this.#letterDay()), onStep);
    if (problem) throw new ProtocolError(problem);
  }
  /** @returns {Reply[]} oldest first; grows with every exchange */
  get replies() {
    return this.#thread?.replies ?? [];
  }
  /** Answers of ours lie in groups not fetched yet: look again. */
  get more() {
    return this.#thread?.more ?? false;
  }
  /** @returns {number} the day of letters @throws {ProtocolError} 'wrong-clock' */
  #letterDay() {
    if (this.#trusted !== "server") throw new ProtocolError("wrong-clock");
    return this.serverDay;
  }
  /**
   * Post, board, groups; what was found is opened. Once posted, trouble with the answers is noted, not thrown: the
   * letters have arrived.
   *
   * @param {Bytes} body  @param {(step: import('./exchange.js').Step, line: LineState) => void} onStep
   * @returns {Promise<string | null>} `problem` as this exchange has left it
   */
  async #exchange(body, onStep) {
    let posted = false;
    const told = (step, line) => {
      posted ||= step !== "letters";
      onStep(step, line);
    };
    const run = async (onStep2) => {
      const thread = this.#thread;
      const choose = (untrusted) => this.#choose(untrusted, thread);
      const groups = await exchange(body, { gate: this.#gate, onStep: onStep2, choose });
      for (const { place, untrusted } of groups) await thread?.take(place, untrusted);
    };
    try {
      await this.#turns.take(run, told);
      this.problem = null;
    } catch (error) {
      const { code } = asProtocolError(error);
      if (!posted || code === "stopped") throw new ProtocolError(code);
      this.problem = code !== "unknown" ? code : this.#directory.boardSha256 ? "board" : null;
    }
    return this.problem;
  }
  /** @param {Bytes} untrusted a board  @param {Thread | null} thread  @returns {Promise<import('./board.js').Place[]>} */
  async #choose(untrusted, thread) {
    const { boardSha256, versions, newsroom } = this.#directory;
    const board = await openBoard(untrusted, newsroom.couriers, { atLeast: versions.board, digest: boardSha256 });
    if (board.number < (this.#board?.number ?? 0)) throw new ProtocolError("directory-older");
    this.#board = board;
    const found2 = await thread?.find(board) ?? [];
    return choosePlaces(board, found2, (place) => thread?.isFetched(place) ?? false);
  }
  /**
   * Look through a file and keep it for the next sending.
   *
   * @param {File} file
   * @param {{untouched?: boolean, number?: number}} [o] untouched: sent as it is, as evidence; findings tell what stays in;
   *   number: in its name, when the file had one before
   * @returns {Promise<Attachment>}
   */
  async attach(file, { untouched = false, number } = {}) {
    return this.#attachments.add(file, { untouched, number }).catch((error) => {
      throw asProtocolError(error);
    });
  }
  /** Send a file that cannot be cleaned as it is. @param {Attachment} attachment */
  allowAsIs(attachment) {
    this.#attachments.allow(attachment);
  }
  /** @param {Attachment} attachment */
  detach(attachment) {
    this.#attachments.remove(attachment);
  }
  /**
   * One sending: parcels first, then one exchange with a letter to each reachable reader of `desk`, or to the chosen
   * ones. A text too long for a letter goes as a file by itself.
   *
   * @param {{text: string, desk: number, readers?: string[], onProgress?: (progress: Progress) => void}} o
   * @returns {Promise<void>} once the whole exchange is over; `letter` in the progress is true from its 201 on
   * @throws {ProtocolError} 'no-code'; 'wrong-clock'; 'directory-expired'; 'no-key': nobody can be reached; 'unknown':
   *   a file that cannot be cleaned was not allowed; 'too-long'; 'broken-file'; the server's code; 'stopped'
   */
  async send({ text: text2, desk, readers: readers2, onProgress = () => {
  } }) {
    const identity = this.#identity;
    if (!identity) throw new ProtocolError("no-code");
    const day = this.#letterDay();
    const to = this.#addressees(desk, readers2);
    const attached = this.#attachments.ready();
    const { said, stream } = await compose(text2, to, attached.map(({ outgoing }) => outgoing));
    const progress = { parcels: stream?.count ?? 0, safe: 0, bytesSafe: 0, letter: false, line: "ok", busy: false };
    const tell2 = (state, change) => {
      Object.assign(progress, change, { line: state === "ok" ? "ok" : "cut", busy: state === "busy" });
      onProgress({ ...progress });
    };
    this.#sent = true;
    if (stream) await this.#deliver(stream, tell2);
    const letters = await sealLetters(identity, { text: said, to, stream: stream?.described ?? null }, this.#records);
    const body = await makeExchange(letters, day);
    await this.#exchange(body, (step, line) => {
      const letter = step !== "letters";
      if (letter) for (const { attachment } of attached.splice(0)) this.#attachments.remove(attachment);
      tell2(line, { letter });
    });
  }
  /**
   * @param {number} desk  @param {string[]} [chosen] ids
   * @returns {string[]} ids of those who can be reached
   * @throws {ProtocolError} 'directory-expired', 'no-key', 'too-long'
   */
  #addressees(desk, chosen) {
    const { timestampUntil, targetsUntil } = this.#directory;
    const until = Math.min(timestampUntil, targetsUntil);
    if (this.#now() >= until) throw new ProtocolError("directory-expired", { since: until });
    const asked2 = chosen ?? this.newsroom.desks[desk].reporters;
    const to = asked2.filter((id) => this.#reader(id).reachable);
    if (to.length === 0) throw new ProtocolError("no-key");
    if (to.length > LETTERS_AN_EXCHANGE) throw new ProtocolError("too-long");
    return to;
  }
  /**
   * @param {import('./stream.js').OutgoingStream} stream
   * @param {(state: LineState, change: Partial<Progress>) => void} tell
   */
  async #deliver(stream, tell2) {
    const onProgress = ({ safe, line }) => tell2(line, { safe, bytesSafe: safe * PARCEL_SIZE });
    await deliver(stream, { gate: this.#gate, onProgress }).catch((error) => {
      throw asProtocolError(error);
    });
  }
  /** Hold what is under way; it goes on where it was. */
  pause() {
    this.#gate.pause();
  }
  resume() {
    this.#gate.resume();
  }
  /** The browser says so: what waits for the line alone tries it at once. */
  lineIsBack() {
    this.#gate.lineIsBack();
  }
  /**
   * @param {string} reader id
   * @returns {{source: string, reporter: string}} six digits each, for today: ours to read out, theirs to hear
   * @throws {ProtocolError} 'no-code'
   */
  meet(reader) {
    const pair2 = this.#identity?.pair(idBytes(reader));
    if (!pair2) throw new ProtocolError("no-code");
    const today = this.serverDay + dayOf(this.#now() / 1e3) - this.deviceDay;
    return { source: meetNumber(pair2, today, { source: true }), reporter: meetNumber(pair2, today, { source: false }) };
  }
  /** Drop code, keys, files and answers, and stop what is under way. */
  forget() {
    this.#gate.stop();
    this.#identity = null;
    this.#thread = null;
    this.#attachments.clear();
  }
};
function asProtocolError(error) {
  if (error instanceof ProtocolError) return error;
  return new ProtocolError(error instanceof CleanError ? error.code : "error");
}

// src/main.js
var pin = document.querySelector('meta[name="newsroom-root"]')?.getAttribute("content") ?? "";
var leave = () => {
  app.forget();
  location.replace("about:blank");
};
var app = new App(document.body, {
  language: firstLanguage(navigator.languages),
  open: () => Visit.open({ pin }),
  leave
});
addEventListener("pagehide", () => app.forget());
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
addEventListener("online", () => app.lineIsBack());
var reason = unfit({
  userAgent: navigator.userAgent,
  secure: isSecureContext,
  subtle: globalThis.crypto?.subtle !== void 0
});
if (reason === null) void app.open();
else app.fail({ code: reason });

#!/usr/bin/env python3
"""Question sets in BEIR's form out of Debian's packages and archive lists: texts of many lengths, kinds and languages whose right answers are known by how they were made.

  make-sets.py UNPACKED LISTS OUT     UNPACKED: where `dpkg-deb -x` put debian-handbook, debian-reference-*, developers-reference, debian-policy, debian-faq, maint-guide,
                                      manpages*, perl-doc, python3.11-doc, postgresql-doc-15, dict-foldoc, libreoffice-help-*
                                      LISTS: the lists of `apt-get update -o Acquire::Languages=en,de,… -o Acquire::GzipIndexes=false`

Three ways to a question: a heading or summary that is taken out of its text; a sentence that is taken out of its text; a question of a list of questions. A set's name says which.
"""
import glob, gzip, html.parser, json, os, random, re, sys

LEAST, QUESTIONS = 200, 400
LANGUAGES = {"en": "en-US", "de": "de-DE", "fr": "fr-FR", "es": "es-ES", "ru": "ru-RU", "zh": "zh-CN"}


class Sections(html.parser.HTMLParser):
    """A page's sections: (heading, text)."""

    def __init__(self):
        super().__init__()
        self.sections, self.heading, self.within = [["", []]], False, 0

    def handle_starttag(self, tag, attrs):
        if tag in ("script", "style", "nav", "head", "header", "footer"): self.within += 1
        if re.fullmatch("h[1-6]", tag):
            self.sections.append(["", []])
            self.heading = True
        elif tag in ("p", "li", "div", "tr", "dt", "dd", "pre", "br", "table"): self.sections[-1][1].append("\n\n" if tag == "p" else "\n")

    def handle_endtag(self, tag):
        if tag in ("script", "style", "nav", "head", "header", "footer"): self.within -= 1
        if re.fullmatch("h[1-6]", tag): self.heading = False

    def handle_data(self, data):
        if self.within > 0: return
        if self.heading: self.sections[-1][0] += data
        else: self.sections[-1][1].append(data)


def sections(path):
    parser = Sections()
    parser.feed(open(path, encoding="utf-8", errors="replace").read())
    found = []
    for heading, text in parser.sections:
        heading = re.sub(r"\s+", " ", heading.replace("¶", "")).strip()
        heading = re.sub(r"^(Chapter|Kapitel|Chapitre|Capítulo|Глава|第)? ?[\dA-Z]{0,2}[\d.]* ?(章)?[ .:]+(?=\S)", "", heading)
        text = re.sub(r"[ \t]*\n[ \t\n]*\n\s*", "\n\n", re.sub(r"[ \t]+", " ", "".join(text))).strip()
        found.append((heading, text))
    return found


def roff(path):
    """A manual page's sections by name, its macros and escapes taken off."""
    with (gzip.open if path.endswith(".gz") else open)(path, "rt", encoding="utf-8", errors="replace") as file: source = file.read()
    found, name = {}, None
    for line in source.split("\n"):
        line = re.sub(r'\\".*', "", line)
        macro = re.match(r"[.']\s*([A-Za-z]+)\s*(.*)", line)
        if macro and macro[1] in ("SH", "Sh"):
            name = plain(macro[2]).strip('" ')
            found[name] = []
        elif name is None: continue
        elif macro and macro[1] in ("PP", "P", "LP", "TP", "IP", "SS", "HP"): found[name].append("\n\n" + plain(macro[2]) + ("\n" if macro[2] else ""))
        elif macro and macro[1] in ("B", "I", "BR", "RB", "BI", "IB", "IR", "RI", "SM", "SB"): found[name].append(plain("".join(re.findall(r'"([^"]*)"|(\S+)', macro[2])[i][j] for i in range(len(re.findall(r'"([^"]*)"|(\S+)', macro[2]))) for j in (0, 1)) if len(macro[1]) == 2 else macro[2].replace('"', "")) + "\n")
        elif not line.startswith((".", "'")): found[name].append(plain(line) + "\n")
    return {name: re.sub(r"\n{3,}", "\n\n", "".join(text)).strip() for name, text in found.items()}


def plain(text):
    text = re.sub(r"\\f(\[[^]]*\]|\(..|.)|\\s[-+]?\d|\\[&/,|^%:]", "", text)
    return re.sub(r"\\\(..|\\\[[^]]*\]|\\.", "", text.replace(r"\-", "-").replace(r"\(aq", "'").replace(r"\(cq", "'").replace(r"\(en", "-").replace(r"\(em", " - ").replace(r"\e", "\\").replace(r"\ ", " "))


def write(out, name, documents, questions):
    """documents: {name: text}; questions: [(text, name)]."""
    if len(questions) < 40:
        print(f"{name}: only {len(questions)} questions")
        return
    random.Random(7).shuffle(questions)
    folder = os.path.join(out, name)
    os.makedirs(os.path.join(folder, "qrels"), exist_ok=True)
    with open(os.path.join(folder, "corpus.jsonl"), "w") as file:
        for key, text in documents.items(): file.write(json.dumps({"_id": key, "text": text}, ensure_ascii=False) + "\n")
    with open(os.path.join(folder, "queries.jsonl"), "w") as file, open(os.path.join(folder, "qrels", "test.tsv"), "w") as right:
        right.write("query-id\tcorpus-id\tscore\n")
        for number, (text, key) in enumerate(questions[:QUESTIONS]):
            file.write(json.dumps({"_id": f"q{number}", "text": text}, ensure_ascii=False) + "\n")
            right.write(f"q{number}\t{key}\t1\n")
    lengths = sorted(len(t) for t in documents.values())
    print(f"{name}: {len(documents)} documents, median {lengths[len(lengths) // 2]:,} characters, longest {lengths[-1]:,}; {min(QUESTIONS, len(questions))} questions")


def headings(out, name, found, least=3):
    """found: [(heading, text)]; headings that stand over several texts are no question."""
    documents, seen, texts = {}, {}, set()
    for heading, text in found:
        if len(text) < LEAST or text in texts: continue
        texts.add(text)
        documents[str(len(documents))] = text
        seen.setdefault(heading.lower(), []).append((heading, str(len(documents) - 1)))
    cjk = name.endswith("zh")
    write(out, name, documents, [one[0] for one in seen.values() if len(one) == 1 and (len(one[0][0]) >= 4 if cjk else len(one[0][0].split()) >= least)])


def sentences(out, name, texts, most=4000):
    """One sentence out of each text is its question, where the text is long enough without it."""
    chance, documents, questions, known = random.Random(11), {}, [], set()
    cjk = name.endswith("zh")
    for text in texts[:most]:
        if len(text) < LEAST or text in known: continue
        known.add(text)
        key = str(len(documents))
        parts = re.split(r"(?<=[。！？])" if cjk else r"(?<=[.!?])\s+(?=[A-ZÄÖÜÀÉÈÊÁÍÓÚА-Я¿¡])", text)
        whole = [i for i, s in enumerate(parts) if "\n\n" not in s and ((15 <= len(s) <= 90) if cjk else (8 <= len(s.split()) <= 45 and re.search(r"[.!?]$", s)))]
        if whole and len(text) > 2 * LEAST:
            at = chance.choice(whole)
            questions.append((re.sub(r"\s+", " ", parts[at]).strip(), key))
            text = ("" if cjk else " ").join(parts[:at] + parts[at + 1:])
        documents[key] = text
    write(out, name, documents, questions)


def packages(lists, code):
    """(summary, description) of one package of each source."""
    found, sources = {}, set()
    names = {}
    for file in glob.glob(f"{lists}/*bookworm_main_binary-amd64_Packages"):
        for block in open(file, encoding="utf-8").read().split("\n\n"):
            fields = dict(re.findall(r"^(Package|Source): (\S+)", block, re.M))
            if "Package" in fields: names[fields["Package"]] = fields.get("Source", fields["Package"])
    for file in glob.glob(f"{lists}/*bookworm_main_i18n_Translation-{code}"):
        for block in open(file, encoding="utf-8").read().split("\n\n"):
            match = re.search(r"^Package: (\S+)\n(?:.*\n)*?Description-(?!md5)\S+: (.*)\n((?: .*\n?)*)", block + "\n", re.M)
            if not match or names.get(match[1], match[1]) in sources: continue
            sources.add(names.get(match[1], match[1]))
            text = re.sub(r"^ \.$", "", match[3], flags=re.M)
            found[match[1]] = (match[2], "\n".join(line.strip() for line in text.split("\n")).strip())
    keys = sorted(found)
    random.Random(3).shuffle(keys)
    return [found[k] for k in keys]


def manuals(root, folder):
    found = []
    for path in sorted(glob.glob(f"{root}/usr/share/man/{folder}man[1-8]/*")):
        if os.path.islink(path): continue
        parts = roff(path)
        if len(parts) < 2: continue
        name, *rest = parts
        summary = re.split(r" - | — ", parts[name].replace("\n", " "), maxsplit=1)
        text = "\n\n".join(f"{n}\n\n{parts[n]}" for n in rest)
        if len(summary) == 2 and len(text) >= LEAST: found.append((summary[1].strip(), text))
    return found


def main(root, lists, out):
    doc = f"{root}/usr/share/doc"
    pages = lambda *patterns: [p for pattern in patterns for p in sorted(glob.glob(f"{doc}/{pattern}", recursive=True)) if os.path.isfile(p)]
    for code, folder in LANGUAGES.items():
        found = [s for page in pages(f"debian-handbook/html/{folder}/*.html") for s in sections(page)]
        headings(out, f"handbook-headings.{code}", found, least=2)
        sentences(out, f"handbook-sentences.{code}", [t for _, t in found])
        found = packages(lists, {"zh": "zh%5fCN"}.get(code, code))[:4000]
        headings(out, f"packages.{code}", found)
        if code in ("en", "de"): sentences(out, f"packages-sentences.{code}", [t for _, t in found])
        found = manuals(root, {"en": "", "zh": "zh_CN/"}.get(code, code + "/"))
        random.Random(5).shuffle(found)
        headings(out, f"manuals.{code}", found[:1200], least=2)
        if code in ("en", "de"): sentences(out, f"manuals-sentences.{code}", [t for _, t in found], most=1200)
    found = [s for page in pages("debian-policy/policy.html/*.html", "debian/FAQ/*.en.html", "maint-guide/html/*.en.html") for s in sections(page)]
    found += [s for page in sorted(glob.glob(f"{root}/usr/share/debian-reference/*.en.html") + glob.glob(f"{root}/usr/share/developers-reference/*.html")) for s in sections(page)]
    headings(out, "reference-headings.en", found)
    sentences(out, "reference-sentences.en", [t for _, t in found])
    python = pages("python3.11/html/**/*.html")
    found = [s for page in python for s in sections(page)]
    headings(out, "python-headings.en", found)
    whole = ["\n\n".join(f"{h}\n\n{t}" for h, t in sections(page)) for page in python]
    sentences(out, "python-pages-sentences.en", whole)
    found = [s for page in pages("postgresql-doc-15/html/*.html") for s in sections(page)]
    headings(out, "postgres-headings.en", found, least=2)
    sentences(out, "postgres-sentences.en", [t for _, t in found])
    found, asked = [], set()
    for path in sorted(glob.glob(f"{root}/usr/share/perl/**/*.pod", recursive=True)):
        parts = re.split(r"^=head[123] (.*)$", open(path, encoding="utf-8", errors="replace").read(), flags=re.M)
        for heading, text in zip(parts[1::2], parts[2::2]):
            clean = lambda t: re.sub(r"[A-Z]<+\s?([^<>]*?)\s?>+", r"\1", re.sub(r"^=.*$", "", t, flags=re.M)).strip()
            found.append((clean(heading), clean(text)))
    headings(out, "perl-questions.en", [(h if h.endswith("?") else "", t) for h, t in found])
    foldoc = gzip.open(f"{root}/usr/share/dictd/foldoc.dict.dz", "rt", encoding="utf-8", errors="replace").read()
    entries = [re.sub(r"[{}]", "", "\n".join(line.strip() for line in e.split("\n")[1:])).strip() for e in re.split(r"\n(?=\S)", foldoc)]
    random.Random(13).shuffle(entries)
    sentences(out, "foldoc-sentences.en", entries)
    for code, folder in (("en", "en-US"), ("de", "de")):
        found = []
        for page in sorted(glob.glob(f"{root}/usr/share/libreoffice/help/{folder}/text/**/*.html", recursive=True)):
            parts = [s for s in sections(page) if s[0]]
            if parts: found.append((parts[0][0], "\n\n".join([parts[0][1]] + [f"{h}\n\n{t}" for h, t in parts[1:]])))
        random.Random(17).shuffle(found)
        headings(out, f"office-help.{code}", found[:3000])


main(*sys.argv[1:])

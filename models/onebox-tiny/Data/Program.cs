using System.Globalization;
using Onebox.TinyData;

// OneboxTiny.Data --wordnet DIR --prose DIR --tokenizer tokenizer.json --out DIR --rows N --again N --reading N --deeper N --everyday N [--seed 1] [--test 1000]
// OneboxTiny.Data --wordnet DIR --out DIR --vocabulary train.jsonl    learns tokenizer.json from rows
// Writes train.jsonl (--rows), train-again.jsonl for the second run (--again), train-reading.jsonl for the third (--reading), train-deeper.jsonl for the fourth (--deeper), train-everyday.jsonl for the fifth (--everyday), validation.jsonl and six test files of one question a row. The same arguments give the same bytes.
var settings = new Dictionary<string, string>(StringComparer.Ordinal);
for (var i = 0; i + 1 < args.Length; i += 2)
    settings[args[i]] = args[i + 1];
string Setting(string name, string? otherwise = null) => settings.TryGetValue(name, out var value) ? value : otherwise ?? throw new InvalidDataException($"{name} is missing.");
var words = WordNet.Read(Setting("--wordnet"));
var folder = Directory.CreateDirectory(Setting("--out")).FullName;
var rows = long.Parse(Setting("--rows", "0"), CultureInfo.InvariantCulture);
var seed = ulong.Parse(Setting("--seed", "1"), CultureInfo.InvariantCulture);
var tests = long.Parse(Setting("--test", "1000"), CultureInfo.InvariantCulture);

if (settings.TryGetValue("--vocabulary", out var sample))
{
    Vocabulary.Write(sample, words, Path.Combine(folder, "tokenizer.json"));
    return 0;
}

var vocabulary = new Vocabulary(Setting("--tokenizer"));
var prose = Setting("--prose");
Write("train.jsonl", "train", Split.Train, Split.Train, rows, 0, 0.12, Course.First);
Write("train-again.jsonl", "train", Split.Train, Split.Train, long.Parse(Setting("--again", "0"), CultureInfo.InvariantCulture), 4, 0.1, Course.Second);
Write("validation.jsonl", "validation", Split.Validation, Split.Validation, tests / 4, 0, 0.2, null, 0.4);
// One to five made-up passages with unseen names and words; the same in unseen wordings; single short passages with names as in training; what people wrote: one passage, and one to five.
Write("test.jsonl", "test", Split.Test, Split.Test, tests, 0, 0.2, null);
Write("test-templates.jsonl", "test", Split.TestTemplates, Split.TestTemplates, tests, 0, 0.2, null);
Write("test-short.jsonl", "test", Split.Train, Split.Test, tests, 1, 0.2, null, 0, 0);
Write("test-prose.jsonl", "test", Split.Test, Split.Test, tests, 2, 0.2, null, 1, 0);
Write("test-prose-several.jsonl", "test", Split.Test, Split.Test, tests, 3, 0.2, null, 1);
// What the third run is for: company papers of subjects that no training row has, in the forms in which Knowledge sends them.
WriteReading("test-company.jsonl", "test", Split.Test, tests, 6, null);
WriteReading("train-reading.jsonl", "train", Split.Train, long.Parse(Setting("--reading", "0"), CultureInfo.InvariantCulture), 5, Course.Third);
WriteReading("train-deeper.jsonl", "train", Split.Train, long.Parse(Setting("--deeper", "0"), CultureInfo.InvariantCulture), 7, Course.Fourth);
WriteReading("train-everyday.jsonl", "train", Split.Train, long.Parse(Setting("--everyday", "0"), CultureInfo.InvariantCulture), 8, Course.Fifth);
return 0;

void WriteReading(string name, string splitName, Split split, long count, ulong offset, Func<Rng, long, (int Level, double Unknown)>? course)
{
    var rng = new Rng(0);
    rng.Seek(seed, -1);
    var scenes = new Scenes(rng, split, words, Prose.Read(prose, split), renaming: false);
    var company = new CompanyScenes(rng, split, CompanyPapers.Read("Company.txt"), scenes.Names, scenes.Values, scenes.Verbs, scenes.Fillers);
    var everyday = course == Course.Fifth ? new CompanyScenes(rng, split, CompanyPapers.Read("Everyday.txt"), scenes.Names, scenes.Values, scenes.Verbs, scenes.Fillers, new Speech(rng)) : null;
    var reading = new Reading(rng, scenes, company, new EncyclopediaScenes(rng, split, words, new ProseQuestions(rng, words)), new Conversations(rng, scenes, vocabulary, 0.22, (5, 12)), vocabulary, everyday);
    using var file = new FileStream(Path.Combine(folder, name), FileMode.Create, FileAccess.Write, FileShare.Read, 1 << 20);
    for (var row = 0L; row < count; row++)
    {
        rng.Seek(seed + offset + ((ulong)split << 32), row);
        if (course is null)
        {
            file.Write(reading.Test().ToLine(splitName));
            continue;
        }

        (var level, reading.Unknown) = course(rng, row);
        file.Write(reading.Next(level).ToLine(splitName));
    }
}

void Write(string name, string splitName, Split split, Split proseSplit, long count, ulong offset, double unknown, Func<Rng, long, (int Level, double Prose)>? course, double proseShare = 0, int testLevel = 2)
{
    var rng = new Rng(0);
    rng.Seek(seed, -1);
    var again = course == Course.Second;
    var scenes = new Scenes(rng, split, words, course is null && proseShare == 0 ? [] : Prose.Read(prose, proseSplit), renaming: again) { ProseShare = proseShare };
    var conversations = new Conversations(rng, scenes, vocabulary, unknown, again ? (5, 12) : (3, 9));
    using var file = new FileStream(Path.Combine(folder, name), FileMode.Create, FileAccess.Write, FileShare.Read, 1 << 20);
    for (var row = 0L; row < count; row++)
    {
        rng.Seek(seed + offset + ((ulong)split << 32), row);
        if (course is null)
        {
            file.Write(conversations.Test(testLevel).ToLine(splitName));
            continue;
        }

        (var level, scenes.ProseShare) = course(rng, row);
        file.Write(conversations.Next(level).ToLine(splitName));
    }
}

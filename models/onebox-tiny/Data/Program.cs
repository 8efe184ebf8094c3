using System.Globalization;
using Onebox.TinyData;

// OneboxTiny.Data --wordnet DIR --out DIR --rows N [--seed 1] [--short 0.25] [--test 1000] [--loops 4000] --tokenizer tokenizer.json
// OneboxTiny.Data --wordnet DIR --out DIR --vocabulary train.jsonl    learns tokenizer.json from rows
// Writes train.jsonl, validation.jsonl, test.jsonl and test-templates.jsonl. The same arguments give the same bytes.
var settings = new Dictionary<string, string>(StringComparer.Ordinal);
for (var i = 0; i + 1 < args.Length; i += 2)
    settings[args[i]] = args[i + 1];
string Setting(string name, string? otherwise = null) => settings.TryGetValue(name, out var value) ? value : otherwise ?? throw new InvalidDataException($"{name} is missing.");
var words = WordNet.Read(Setting("--wordnet"));
var folder = Directory.CreateDirectory(Setting("--out")).FullName;
var rows = long.Parse(Setting("--rows", "0"), CultureInfo.InvariantCulture);
var seed = ulong.Parse(Setting("--seed", "1"), CultureInfo.InvariantCulture);
var shortShare = double.Parse(Setting("--short", "0.25"), CultureInfo.InvariantCulture);
var tests = long.Parse(Setting("--test", "1000"), CultureInfo.InvariantCulture);

if (settings.TryGetValue("--vocabulary", out var sample))
{
    Vocabulary.Write(sample, words, Path.Combine(folder, "tokenizer.json"));
    return 0;
}

var shortAgain = long.Parse(Setting("--short-again", "1000000000"), CultureInfo.InvariantCulture);
var loops = long.Parse(Setting("--loops", "4000"), CultureInfo.InvariantCulture);
var pieces = Vocabulary.Words(Setting("--tokenizer"));
// Easy first: loops of words, then drill in copying and looking up, then single short passages, then passages of all lengths; from row --short-again on
// short ones again two times in three, since an answer costs least to learn there.
Write("train.jsonl", "train", Split.Train, rows, (rng, row) =>
{
    var done = row / (rows * shortShare);
    if (row < loops)
        return -2;
    if (done < 0.3)
        return rng.Chance(0.9) ? -1 : 0;
    return done < 1 || (row >= shortAgain && row % 3 != 0) ? (rng.Chance(0.15) ? -1 : 0) : rng.Below(3);
});
Write("validation.jsonl", "validation", Split.Validation, tests / 4, null);
Write("test.jsonl", "test", Split.Test, tests, null);
Write("test-templates.jsonl", "test", Split.TestTemplates, tests, null);
return 0;

void Write(string name, string splitName, Split split, long count, Func<Rng, long, int>? level)
{
    var rng = new Rng(0);
    rng.Seek(seed, -1);
    var conversations = new Conversations(rng, new Scenes(rng, split, words), pieces);
    using var file = new FileStream(Path.Combine(folder, name), FileMode.Create, FileAccess.Write, FileShare.Read, 1 << 20);
    for (var row = 0L; row < count; row++)
    {
        rng.Seek(seed + ((ulong)split << 32), row);
        file.Write((level is null ? conversations.Test() : conversations.Next(level(rng, row))).ToLine(splitName));
    }
}

using CsCheck;
using Onebox.Datasets.Preparing.Near;

namespace Onebox.Datasets.Tests.Preparing;

public sealed class NearDuplicateTests
{
    [Fact]
    public void Estimate_OfTheResemblance_IsWithinItsError()
    {
        // Over 40 pairs of known Jaccard index: the mean error must be small, and no estimate beyond four standard errors (4 × 0.044).
        var hash = new MinHash(1);
        var random = new Random(7);
        var (one, other) = (new uint[NearDuplicatesStep.Permutations], new uint[NearDuplicatesStep.Permutations]);
        var total = 0.0;
        for (var pair = 0; pair < 40; pair++)
        {
            var (shared, own) = (random.Next(20, 200), random.Next(1, 100));
            var words = Enumerable.Range(0, shared).Select(i => $"s{pair}x{i}").ToList();
            hash.Sign(string.Join(' ', words.Concat(Enumerable.Range(0, own).Select(i => $"a{pair}x{i}"))), one);
            hash.Sign(string.Join(' ', words.Concat(Enumerable.Range(0, own).Select(i => $"b{pair}x{i}"))), other);
            var error = MinHash.Resemblance(one, other) - ((double)shared / (shared + (2 * own)));
            Assert.InRange(error, -0.177, 0.177);
            total += error;
        }

        Assert.InRange(total / 40, -0.03, 0.03);
    }

    [Fact]
    public void Bands_FindRowsAtTheThreshold() => Gen.Double[0.5, 0.99].Sample(threshold =>
    {
        var banding = Banding.For(threshold);
        Assert.InRange(banding.Bands * banding.Rows, 64, NearDuplicatesStep.Permutations);
        Assert.InRange(1 - Math.Pow(1 - Math.Pow(threshold, banding.Rows), banding.Bands), 0.97, 1);
    });

    [Fact]
    public async Task Prepare_RemovesWhatIsNearlyTheSame_AndKeepsTheFirst()
    {
        await using var box = await DatasetsBox.StartAsync();
        var random = new Random(11);
        string[] words = [.. Enumerable.Range(0, 3000).Select(i => $"word{i}")];
        string Text() => string.Join(' ', Enumerable.Range(0, 120).Select(_ => words[random.Next(words.Length)]));
        var originals = Enumerable.Range(0, 150).Select(_ => Text()).ToList();
        // Two words of 120 differ: of 116 phrases of five 106 stay, a resemblance of 106/126 = 0.84, more than four standard errors above the threshold.
        var copies = originals.Take(50).Select(t => string.Join(' ', t.Split(' ').Select((w, i) => i is 30 or 90 ? "changed" : w))).ToList();
        var path = box.Write("a.jsonl", string.Join('\n', originals.Concat(copies).Select(t => $$"""{"text":"{{t}}"}""")));
        await box.ImportedAsync(new("near", Path: path));
        var clean = await box.PreparedAsync("near", "steps:\n  - step: near-duplicates\n    threshold: 0.7");
        Assert.Equal(Enumerable.Range(1, 150).Select(i => (long)i), (await box.RowsAsync(clean)).Select(r => r.Row));
        var step = clean.Details!.Steps!.Single();
        Assert.Equal((200, 150, 50L), (step.RowsIn, step.RowsOut, step.Reasons["near-duplicate"]));
        Assert.Contains("of row 1,", step.Samples[0].Reason, StringComparison.Ordinal);
    }
}

using CsCheck;
using Onebox.Training.Worker.Rows;

namespace Onebox.Training.Tests.Worker;

public sealed class TokenFileTests
{
    [Fact]
    public void Samples_ThatWereWritten_AreReadBack()
    {
        var samples = Gen.Select(Gen.Int[0, 100_000].Array[1, 40], Gen.Bool, (ids, masked) => new Rendered(ids, masked ? [.. ids.Select(i => i % 2 == 0)] : null));
        Gen.Select(samples, samples, Gen.Bool, (a, b, pair) => (a, pair ? b : null)).Array[1, 20].Sample(rows =>
        {
            var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
            using var writer = new TokenFile.Writer(path);
            foreach (var (one, other) in rows) writer.Add(one, other);
            using var file = writer.Read();
            Assert.False(File.Exists(path));
            Assert.Equal(rows.Length, file.Count);
            // Any order: the loop shuffles.
            for (var i = rows.Length - 1; i >= 0; i--)
            {
                var sample = file.Read(i);
                Assert.Equal(rows[i].Item1.Ids, sample.Tokens);
                Assert.Equal(rows[i].Item1.Trained, sample.Trained);
                Assert.Equal(rows[i].Item2?.Ids, sample.Rejected?.Tokens);
            }
        }, iter: 50);
    }
}

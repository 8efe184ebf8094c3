using CsCheck;

namespace Onebox.Llama.Tests;

public sealed class SamplerTests
{
    // Spread a little by place: between exact ties the reference and the fast way may round a cut differently.
    private static readonly Gen<float[]> Rows = Gen.Float[-8, 8].Array[2, 300].Select(row => row.Select((value, i) => value + (i * 0.0137f)).ToArray());

    private static readonly Gen<SamplingOptions> Options = Gen.Select(
        Gen.Float[0.2f, 2], Gen.OneOf(Gen.Const(0), Gen.Int[1, 50]), Gen.OneOf(Gen.Const(1f), Gen.Float[0.05f, 0.99f]),
        Gen.OneOf(Gen.Const(0f), Gen.Float[0.01f, 0.9f]), Gen.OneOf(Gen.Const(1f), Gen.Float[0.2f, 0.95f]),
        (t, k, p, m, y) => new SamplingOptions { Temperature = t, TopK = k, TopP = p, MinP = m, TypicalP = y });

    [Fact]
    public void Draw_OverAllUniforms_HasTheReferenceDistribution()
    {
        Gen.Select(Rows, Options).Sample((row, options) =>
        {
            const int draws = 512;
            var expected = ReferenceSampler.Distribution(row, options);
            var sampler = new Sampler(row.Length);
            var counts = new int[row.Length];
            for (var i = 0; i < draws; i++) counts[sampler.Draw(row, options, (i + 0.5) / draws)]++;
            // Evenly spread uniforms hit a token of probability p between floor and ceiling of p·draws times, plus one at each border.
            for (var token = 0; token < row.Length; token++)
                Assert.True(Math.Abs(counts[token] - (expected[token] * draws)) < 2.01, $"token {token}: {counts[token]} draws, expected {expected[token] * draws} with {options}");
        }, iter: 150, threads: 1);
    }

    [Fact]
    public void Draw_AtZeroTemperature_TakesTheLikeliestFirstOfEquals()
    {
        var sampler = new Sampler(5);
        Assert.Equal(1, sampler.Draw([0, 3, 3, 1, 3], SamplingOptions.Greedy, 0.9));
    }

    [Fact]
    public void Draw_FromRowWithoutNumbers_SaysSo()
    {
        var sampler = new Sampler(3);
        Assert.Equal(-1, sampler.Draw([float.NaN, 1, 2], new SamplingOptions(), 0.5));
        Assert.Equal(-1, sampler.Draw([float.NegativeInfinity, float.NegativeInfinity, float.NegativeInfinity], new SamplingOptions(), 0.5));
    }

    [Fact]
    public void Draw_ThousandTokensMasked_NeverTakesAMaskedOne()
    {
        var row = new float[5000];
        Array.Fill(row, float.NegativeInfinity);
        row[4321] = 2;
        row[7] = 1;
        var sampler = new Sampler(row.Length);
        for (var i = 0; i < 100; i++) Assert.Contains(sampler.Draw(row, new SamplingOptions(), i / 100.0), new[] { 7, 4321 });
    }

    [Fact]
    public void Select_AnyRow_IsTheSortedTop()
    {
        // Few distinct values, so that ties matter.
        Gen.Select(Gen.Int[-5, 5].Select(i => (float)i).Array[1, 200], Gen.Int[1, 40]).Sample((row, k) =>
        {
            var ids = new int[row.Length];
            var count = TopSelection.Select(row, k, ids);
            var expected = Enumerable.Range(0, row.Length).OrderByDescending(i => row[i]).ThenBy(i => i).Take(k).ToArray();
            Assert.Equal(expected, ids[..count]);
        }, iter: 2000, threads: 1);
    }

    [Fact]
    public void Prepare_Penalties_ChangeWhatTheyShould()
    {
        var sampler = new Sampler(6);
        float[] row = [2, -2, 1, 1, 1, 1];
        // Prompt 0 1, generated 2 2 3.
        sampler.Prepare(row, new SamplingOptions { RepetitionPenalty = 2, PresencePenalty = 0.5f, FrequencyPenalty = 0.25f, LogitBias = new Dictionary<int, float> { [5] = 3 } }, [0, 1, 2, 2, 3], 2, null);
        Assert.Equal([1, -4, 0.5f - 0.5f - 0.5f, 0.5f - 0.5f - 0.25f, 1, 4], row);
    }

    [Fact]
    public void Prepare_Dry_PunishesTheTokenThatWouldGoOnRepeating()
    {
        var sampler = new Sampler(10);
        var row = new float[10];
        // 1 2 3 4 … 1 2 3: next 4 would repeat a run of three.
        sampler.Prepare(row, new SamplingOptions { Dry = new DryOptions { Multiplier = 1, Base = 2, AllowedLength = 2 } }, [1, 2, 3, 4, 9, 1, 2, 3], 0, new DryBreakers(new bool[10]));
        Assert.Equal(-2, row[4]);
        Assert.Equal(8 + 1, row.Count(l => l == 0));
    }

    [Fact]
    public void Prepare_Dry_AgreesWithCountingByHand()
    {
        Gen.Select(Gen.Int[0, 3].Array[2, 40], Gen.Bool.Array[4, 4]).Sample((history, breaks) =>
        {
            var row = new float[4];
            var options = new DryOptions { Multiplier = 1, Base = 1.5f, AllowedLength = 2 };
            new DryPenalty(4).Apply(row, options, history, new DryBreakers(breaks));
            for (var token = 0; token < 4; token++)
            {
                var longest = 0;
                for (var place = 1; place < history.Length; place++)
                {
                    if (history[place] != token) continue;
                    var length = 0;
                    while (length < place && history[place - 1 - length] == history[^(1 + length)] && !breaks[history[^(1 + length)]]) length++;
                    longest = Math.Max(longest, length);
                }
                var expected = longest >= 2 && !breaks[token] ? -MathF.Pow(1.5f, longest - 2) : 0;
                Assert.Equal(expected, row[token], 3);
            }
        }, iter: 2000, threads: 1);
    }

    [Fact]
    public void Uniform_SameSeedAndCounter_IsTheSameAndSpreadsEvenly()
    {
        Assert.Equal(CounterRandom.Uniform(42, 7), CounterRandom.Uniform(42, 7));
        var mean = Enumerable.Range(0, 10_000).Average(i => CounterRandom.Uniform(3, (ulong)i));
        Assert.InRange(mean, 0.49, 0.51);
        Assert.InRange(Enumerable.Range(0, 10_000).Average(i => CounterRandom.Uniform((ulong)i, 0)), 0.49, 0.51);
    }
}

using System.Text;
using CsCheck;
using Onebox.Datasets.Reading;
using Onebox.Kernel;
using Parquet.Serialization;

namespace Onebox.Datasets.Tests.Reading;

/// <summary>Whatever bytes come, a reader gives records or refuses with a problem; it never throws anything else, and never hangs.</summary>
public sealed class FuzzTests : IDisposable
{
    private static readonly string[] Formats = ["jsonl", "json", "csv", "tsv", "text", "parquet", "excel"];

    private readonly Files _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task Readers_OfAnyBytes_GiveRecordsOrRefuse() =>
        await Gen.Select(Gen.Int[0, Formats.Length - 1].Select(i => Formats[i]), Gen.Byte.Array[0, 400]).SampleAsync(async (format, bytes) => await ReadAnyAsync($"any.{format}", format, bytes), iter: 600, threads: 1);

    [Fact]
    public async Task Readers_OfDamagedFiles_GiveRecordsOrRefuse()
    {
        using var parquet = new MemoryStream();
        await ParquetSerializer.SerializeAsync(Enumerable.Range(0, 50).Select(i => new FormatTests.Chat { Id = i, Messages = [new() { role = "user", content = $"Hello {i}" }] }), parquet, cancellationToken: TestContext.Current.CancellationToken);
        (string Format, byte[] Bytes)[] good =
        [
            ("parquet", parquet.ToArray()),
            ("excel", Workbook.Of([.. Enumerable.Range(0, 20).Select(i => (IReadOnlyList<object?>)[$"a{i}", i])])),
            ("json", Encoding.UTF8.GetBytes("""{"train":[{"a":[1,{"b":"c"}],"d":"\ud83d\ude00"}],"data":[{"paragraphs":[{"context":"x","qas":[{"question":"q"}]}]}]}""")),
            ("jsonl", Encoding.UTF8.GetBytes("{\"messages\":[{\"role\":\"user\",\"content\":\"h\\ud83d\"}]}\n{\"a\":null}\n")),
            ("csv", Encoding.UTF8.GetBytes("a,b,c\n1,\"x\ny\",3\n\"\"\"\",,\n")),
        ];
        await Gen.Select(Gen.Int[0, good.Length - 1].Select(i => good[i]), Gen.Int[0, int.MaxValue], Gen.Byte, Gen.Int[0, 3]).SampleAsync(
            async (file, at, value, how) =>
            {
                var bytes = (byte[])file.Bytes.Clone();
                at %= bytes.Length;
                if (how == 0) bytes = bytes[..at];
                else if (how == 1) bytes = [.. bytes[..at], .. bytes[(at / 2)..]];
                else bytes[at] = value;
                await ReadAnyAsync("damaged." + file.Format, file.Format, bytes);
            },
            iter: 1000,
            threads: 1);
    }

    private async Task ReadAnyAsync(string name, string format, byte[] bytes)
    {
        try
        {
            var limits = new DatasetsOptions { MaxRowGroupBytes = 1 << 20, MaxUnpackedBytes = 1 << 20 };
            foreach (var (_, content, _) in await Files.ReadAsync(_files.Of(name, bytes, new SourceSettings(format), limits))) Assert.NotNull(content);
        }
        catch (ProblemException refusal)
        {
            Assert.StartsWith("dataset.", refusal.Problem.Code, StringComparison.Ordinal);
        }
    }
}

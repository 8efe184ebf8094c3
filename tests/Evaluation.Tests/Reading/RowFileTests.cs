using System.Text.Json;
using CsCheck;
using Onebox.Evaluation.Reading;
using Parquet.Serialization;

namespace Onebox.Evaluation.Tests.Reading;

public sealed class RowFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("onebox-eval-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Csv_OfAnyFields_ComesBackAsItWas()
    {
        var field = Gen.String[Gen.Char["abc ,\";\n\r\t'é世"], 0, 12];
        await field.Array[3].Array[1, 6].SampleAsync(async records =>
        {
            var path = Path.Combine(_folder, Path.GetRandomFileName() + ".csv");
            await File.WriteAllTextAsync(path, string.Concat(records.Select(r => string.Join(',', r.Select(f => $"\"{f.Replace("\"", "\"\"", StringComparison.Ordinal)}\"")) + "\r\n")));
            List<IReadOnlyList<string>> read = [];
            await foreach (var record in CsvRows.RecordsAsync(path, ',', CancellationToken.None)) read.Add(record);
            return records.Length == read.Count && records.Zip(read).All(pair => pair.First.SequenceEqual(pair.Second));
        }, iter: 60);
    }

    [Fact]
    public async Task AnyBytes_AreRowsOrAreRefused()
    {
        string[] endings = [".csv", ".tsv", ".jsonl", ".json", ".parquet"];
        await Gen.Select(Gen.Byte.Array[0, 300], Gen.Int[0, 4]).SampleAsync(async (bytes, ending) =>
        {
            var path = Path.Combine(_folder, Path.GetRandomFileName() + endings[ending]);
            await File.WriteAllBytesAsync(path, bytes);
            try
            {
                await foreach (var row in RowFile.ReadAsync(path)) Assert.Equal(JsonValueKind.Object, row.ValueKind);
            }
            catch (Kernel.ProblemException error)
            {
                Assert.StartsWith("evaluation.", error.Problem.Code, StringComparison.Ordinal);
            }
        }, iter: 200);
    }

    [Fact]
    public async Task Parquet_WithLists_IsReadAsJson()
    {
        var path = Path.Combine(_folder, "x.parquet");
        await using (var stream = File.Create(path)) await ParquetSerializer.SerializeAsync(new[] { new Question { question = "2+2?", choices = ["3", "4"], answer = 1 }, new Question { question = "1+1?", choices = ["2", "5"], answer = 0 } }, stream);
        List<JsonElement> rows = [];
        await foreach (var row in RowFile.ReadAsync(path)) rows.Add(row);
        Assert.Equal(2, rows.Count);
        Assert.Equal("2+2?", Field.Text(rows[0], "question"));
        Assert.Equal(["3", "4"], Field.Texts(rows[0], "choices"));
        Assert.Equal(1, Field.Integer(rows[0], "answer"));
    }

    // Named as the columns of the published files.
    private sealed class Question
    {
        public string question { get; set; } = "";
        public List<string> choices { get; set; } = [];
        public long answer { get; set; }
    }
}

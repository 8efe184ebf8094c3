using System.Globalization;
using System.Text.Json;
using Onebox.Documents.Ocr;
using Onebox.Documents.Tests;

namespace Onebox.Documents.Bench;

/// <summary>
/// Characters right and table cells in place, against what a person reads in each file: <c>NAME.ENDING</c> is held against <c>NAME.expected</c>, or against that of a shorter name
/// (<c>handbook.en.scan.png</c> against <c>handbook.en.expected</c>).
/// </summary>
internal static class Bars
{
    public static async Task<int> RunAsync(string[] arguments)
    {
        var folder = arguments.FirstOrDefault(a => !a.StartsWith("--", StringComparison.Ordinal)) ?? Path.Combine("tests", "Documents.Tests", "Corpus");
        var only = Array.IndexOf(arguments, "--only") is var at and >= 0 && at + 1 < arguments.Length ? arguments[at + 1] : null;
        using var engine = arguments.Contains("--ocr", StringComparer.Ordinal) ? OcrEngine.Load(threads: Environment.ProcessorCount) : null;
        var parser = new DocumentParser(engine);
        var results = new List<(string File, string Format, double Characters, double? Cells)>();
        foreach (var file in Directory.EnumerateFiles(folder).Where(f => only is null || Path.GetFileName(f).Contains(only, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            if (Path.GetExtension(file) is ".expected" || Expected(file) is not { } expectedFile) continue;
            try
            {
                var document = await parser.ParseAsync(file);
                // A scan without an engine has no words to count.
                if (document.Pages.Any(p => p.NeedsOcr)) continue;
                List<string> expected = [.. await File.ReadAllLinesAsync(expectedFile)];
                var actual = CorpusFile.Notation(document);
                var scanned = document.Blocks.Any(b => b.Confidence is not null);
                double? cells = expected.Exists(l => l.StartsWith('|')) ? CorpusFile.CellsInPlace(expected, actual) : null;
                results.Add((Path.GetFileName(file), (scanned ? "scan " : "") + Path.GetExtension(file)[1..], CorpusFile.CharactersRight(expected, actual), cells));
                if (arguments.Contains("--show", StringComparer.Ordinal)) Console.WriteLine($"--- {Path.GetFileName(file)}\n{string.Join('\n', actual)}");
            }
            catch (DocumentRefusedException refusal)
            {
                await Console.Error.WriteLineAsync($"{Path.GetFileName(file)}: {refusal.Message}");
            }
        }

        if (arguments.Contains("--json", StringComparer.Ordinal)) Write(results);
        else Print(results);
        return results.Count > 0 ? 0 : 1;
    }

    private static string? Expected(string file)
    {
        for (var name = Path.ChangeExtension(file, null); Path.GetExtension(name).Length > 0 || !name.EndsWith('/'); name = Path.ChangeExtension(name, null))
        {
            if (File.Exists(name + ".expected")) return name + ".expected";
            if (Path.GetExtension(name).Length == 0) return null;
        }

        return null;
    }

    private static void Print(List<(string File, string Format, double Characters, double? Cells)> results)
    {
        foreach (var (file, _, characters, cells) in results) Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{file,-28}{characters,9:P2}{Share(cells),9}"));
        Console.WriteLine();
        Console.WriteLine($"{"format",-12}{"files",6}{"characters",12}{"worst",9}{"cells",9}{"worst",9}");
        foreach (var g in results.GroupBy(r => r.Format).OrderBy(g => g.Key, StringComparer.Ordinal))
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{g.Key,-12}{g.Count(),6}{g.Average(r => r.Characters),12:P2}{g.Min(r => r.Characters),9:P2}{Share(g.Average(r => r.Cells)),9}{Share(g.Min(r => r.Cells)),9}"));
    }

    private static string Share(double? share) => share?.ToString("P2", CultureInfo.InvariantCulture) ?? "";

    private static void Write(List<(string File, string Format, double Characters, double? Cells)> results)
    {
        using var writer = new Utf8JsonWriter(Console.OpenStandardOutput());
        writer.WriteStartArray();
        foreach (var (file, format, characters, cells) in results)
        {
            writer.WriteStartObject();
            writer.WriteString("file", file);
            writer.WriteString("format", format);
            writer.WriteNumber("characters", Math.Round(characters, 5));
            if (cells is { } share) writer.WriteNumber("cells", Math.Round(share, 5));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}

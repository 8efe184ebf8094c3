using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Onebox.Cli.Output;

/// <summary>Prints results: JSON for machines, tables and sentences for people; colour only on a terminal.</summary>
internal sealed class Printer(bool json)
{
    private static readonly JsonWriterOptions Readable = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public bool IsJson => json;

    /// <summary>Progress and hints may be shown: somebody is watching.</summary>
    public bool IsWatched => !json && !Console.IsErrorRedirected;

    /// <summary>Prints <paramref name="value"/> as JSON, or what <paramref name="forPeople"/> prints.</summary>
    public void Result<T>(T value, JsonTypeInfo<T> type, Action<T> forPeople)
    {
        if (!json)
        {
            forPeople(value);
            return;
        }

        using var stdout = Console.OpenStandardOutput();
        using (var writer = new Utf8JsonWriter(stdout, Readable)) JsonSerializer.Serialize(writer, value, type);
        stdout.Write("\n"u8);
    }

    /// <summary>What is done, where nothing is left to show: <paramref name="sentence"/> for people, name and state as JSON.</summary>
    public void Done(string name, string state, string sentence) => Result(new DoneResult(name, state), CliJson.Default.DoneResult, _ => Say(sentence));

    /// <summary>A sentence for people; nothing with <c>--json</c>.</summary>
    public void Say(string text)
    {
        if (!json) Console.Out.WriteLine(text);
    }

    /// <summary>A table for people, or <paramref name="empty"/> when there are no rows.</summary>
    public static void Table(IReadOnlyList<string> columns, IReadOnlyCollection<string[]> rows, string empty)
    {
        if (rows.Count == 0)
        {
            Console.Out.WriteLine(empty);
            return;
        }

        foreach (var line in TextTable.Lines(columns, rows, Terminal.Width)) Console.Out.WriteLine(line);
    }

    /// <summary>Names and values below each other.</summary>
    public static void Facts(params (string Name, string? Value)[] facts)
    {
        var width = facts.Where(f => f.Value is not null).Max(f => f.Name.Length);
        foreach (var (name, value) in facts)
        {
            if (value is not null) Console.Out.WriteLine($"{name.PadRight(width)}  {value}");
        }
    }
}

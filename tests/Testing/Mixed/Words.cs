using System.Text;

namespace Onebox.Testing.Mixed;

/// <summary>Sentences by chance that read like an office's.</summary>
internal static class Words
{
    private static readonly string[] Subjects = ["The pump", "The compressor", "Every employee", "The night shift", "The supplier", "The workshop", "The board", "The canteen"];
    private static readonly string[] Verbs = ["checks", "replaces", "reports", "orders", "approves", "cleans", "measures", "stores"];
    private static readonly string[] Objects = ["the seals", "the invoices", "the travel costs", "the spare parts", "the oil level", "the visitor list", "the fire doors", "the contracts"];
    private static readonly string[] Times = ["every week", "on Mondays", "within thirty days", "after 2,000 hours", "before the audit", "at the end of each quarter", "twice a year"];

    public static string Sentence(Random random) => $"{Pick(Subjects, random)} {Pick(Verbs, random)} {Pick(Objects, random)} {Pick(Times, random)}.";

    public static string Note(Random random) => string.Join(' ', Enumerable.Range(0, 3 + random.Next(6)).Select(_ => Sentence(random)));

    public static IEnumerable<string> Lines(Random random) => Enumerable.Range(0, 8 + random.Next(20)).Select(_ => Sentence(random));

    public static byte[] Text(string serial, Random random, string note) =>
        Encoding.UTF8.GetBytes($"Note {serial}\n\n{string.Join("\n\n", Enumerable.Range(0, 1 + random.Next(4)).Select(_ => note))}\n");

    public static byte[] Mail(string serial, Random random) => Encoding.UTF8.GetBytes(
        $"""
        From: Li Wei <li@works.example>
        To: Ada <ada@works.example>
        Subject: Order {serial}
        Date: Mon, 2 Mar 2026 10:00:00 +0100
        MIME-Version: 1.0
        Content-Type: multipart/mixed; boundary="cut"

        --cut
        Content-Type: text/plain; charset=utf-8

        {Note(random)}

        --cut
        Content-Type: text/csv; name="parts.csv"
        Content-Disposition: attachment; filename="parts.csv"
        Content-Transfer-Encoding: base64

        {Convert.ToBase64String(Encoding.UTF8.GetBytes($"part,stock\nbearing,{random.Next(100)}\n"))}
        --cut--

        """.ReplaceLineEndings("\r\n"));

    private static string Pick(string[] words, Random random) => words[random.Next(words.Length)];
}

using Onebox.Documents;

namespace Onebox.Knowledge.Worker;

/// <summary>The parser with all that this process has: with OCR where its models are beside the program.</summary>
internal static class ParserInWorker
{
    public static DocumentParser Create() => new();
}

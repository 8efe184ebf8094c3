using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Onebox.Documents;
using Onebox.Knowledge.Index;

namespace Onebox.Knowledge.Ingestion;

/// <summary>
/// Which files need not be read again. One that the parser refused is refused again by the same parser with the same limits, and a bomb costs as much each time: it is noted with what
/// refused it, and tried again when that is another, or when somebody asks for it (ADR 0317).
/// </summary>
internal sealed class RefusedFiles(IOptions<KnowledgeOptions> options)
{
    /// <summary>The parser by its very code, and all that its answer depends on.</summary>
    private readonly string _parser = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $"{typeof(DocumentParser).Assembly.ManifestModule.ModuleVersionId} {options.Value.ParserMemoryBytes} {options.Value.MaxFileBytes} {options.Value.MaxCharacters} {options.Value.MaxCells}"))))[..16];

    /// <summary>What a refused document notes in the place of how it was cut.</summary>
    public string Mark(OpenBase target) => $"{target.Cut} refused by {_parser}";

    /// <summary>True: its bytes being the same, nothing else would come of reading it.</summary>
    public bool IsDone(StoredDocument before, OpenBase target, IngestInput input)
    {
        if (before.IsReady) return before.Cut == target.Cut;
        if (before.Cut == Mark(target)) return !input.Retry;
        // It might have gone better with more time, or with what is installed since: whoever adds it by hand means to try.
        return before.Cut == target.Cut && !input.IsAsked;
    }
}

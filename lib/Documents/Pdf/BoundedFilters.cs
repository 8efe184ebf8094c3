using System.IO.Compression;
using Onebox.Documents.Packages;
using Onebox.Documents.Recognition;
using UglyToad.PdfPig.Filters;
using UglyToad.PdfPig.Tokens;

namespace Onebox.Documents.Pdf;

/// <summary>PdfPig's filters, with the bytes that they unpack counted: a stream that would unpack without end is refused before it is held in memory.</summary>
internal sealed class BoundedFilters(Budget budget) : IFilterProvider
{
    private readonly IFilterProvider _inner = DefaultFilterProvider.Instance;

    public IReadOnlyList<IFilter> GetFilters(DictionaryToken dictionary) => Wrap(_inner.GetFilters(dictionary));

    public IReadOnlyList<IFilter> GetNamedFilters(IReadOnlyList<NameToken> names) => Wrap(_inner.GetNamedFilters(names));

    public IReadOnlyList<IFilter> GetAllFilters() => Wrap(_inner.GetAllFilters());

    private Bounded[] Wrap(IReadOnlyList<IFilter> filters) => [.. filters.Select(f => new Bounded(f, budget))];

    private sealed class Bounded(IFilter inner, Budget budget) : IFilter
    {
        // Deflate makes at most 1,032 bytes of one.
        private const int Harmless = 16 * 1024;

        public bool IsSupported => inner.IsSupported;

        public Memory<byte> Decode(Memory<byte> input, DictionaryToken streamDictionary, IFilterProvider filterProvider, int filterIndex)
        {
            budget.CheckTime();
            if (inner is FlateFilter && input.Length > Harmless) Probe(input);
            var decoded = inner.Decode(input, streamDictionary, filterProvider, filterIndex);
            if (inner is not FlateFilter || input.Length <= Harmless) budget.Expand(decoded.Length, decoded.Length, input.Length);
            return decoded;
        }

        private void Probe(Memory<byte> input)
        {
            using var counted = new CountedStream(new ZLibStream(new MemoryStream(input.ToArray(), writable: false), CompressionMode.Decompress), budget, input.Length);
            var buffer = new byte[81920];
            try
            {
                while (counted.Read(buffer) > 0)
                {
                }
            }
            catch (InvalidDataException)
            {
                // A broken stream: the filter itself says how much of it can be read.
            }
        }
    }
}

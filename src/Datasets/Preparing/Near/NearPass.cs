using System.Globalization;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using Onebox.Datasets.Checking;
using Onebox.Datasets.Rows;

namespace Onebox.Datasets.Preparing.Near;

/// <summary>
/// Signatures go to a file, band hashes to <see cref="KeyedRows"/>. Each row is held against the first row of every bucket that it shares; the estimate of
/// the whole signatures decides. So of a cluster the first row is kept. Memory does not grow with the rows.
/// </summary>
internal sealed class NearPass : IWholePass
{
    private const int SignatureBytes = NearDuplicatesStep.Permutations * sizeof(uint);

    private readonly KeyedRows _bands;
    private readonly FileStream _signatures;
    private readonly MinHash _hash;
    private readonly Banding _banding;
    private readonly double _threshold;
    private readonly uint[] _signature = new uint[NearDuplicatesStep.Permutations];

    public NearPass(string folder, DatasetsOptions options, MinHash hash, Banding banding, double threshold)
    {
        (_hash, _banding, _threshold) = (hash, banding, threshold);
        _bands = new KeyedRows(folder, options.AnalysisMemoryBytes);
        _signatures = new FileStream(Path.Combine(folder, "signatures"), FileMode.Create, FileAccess.ReadWrite, FileShare.None, 1 << 18);
    }

    public void See(long ordinal, DatasetRow row)
    {
        var bytes = MemoryMarshal.AsBytes(_signature.AsSpan());
        if (!_hash.Sign(RowText.Joined(row), _signature))
        {
            // Without a word there is nothing to be like; its place in the file stays.
            bytes.Clear();
            _signatures.Write(bytes);
            return;
        }

        _signatures.Write(bytes);
        for (var band = 0; band < _banding.Bands; band++)
        {
            // The band's number is the seed: equal values in different bands do not meet.
            var hash = XxHash128.HashToUInt128(bytes.Slice(band * _banding.Rows * sizeof(uint), _banding.Rows * sizeof(uint)), band);
            _bands.Add(hash, ordinal, row.Row);
        }
    }

    public IEnumerable<(long Ordinal, string Reason)> Removed(CancellationToken cancellation)
    {
        _signatures.Flush();
        var removed = -1L;
        foreach (var like in _bands.Find(cancellation))
        {
            if (like.Ordinal == removed) continue;
            var resemblance = Resemblance(like.Ordinal, like.FirstOrdinal);
            if (resemblance < _threshold) continue;
            removed = like.Ordinal;
            yield return (like.Ordinal, string.Create(CultureInfo.InvariantCulture, $"near-duplicate: of row {like.FirstRow}, resemblance {resemblance:0.00} (estimated)"));
        }
    }

    public void Dispose()
    {
        _signatures.Dispose();
        _bands.Dispose();
    }

    private double Resemblance(long one, long other)
    {
        Span<uint> first = stackalloc uint[NearDuplicatesStep.Permutations];
        Span<uint> second = stackalloc uint[NearDuplicatesStep.Permutations];
        Read(one, first);
        Read(other, second);
        return MinHash.Resemblance(first, second);
    }

    private void Read(long ordinal, Span<uint> signature) => RandomAccess.Read(_signatures.SafeFileHandle, MemoryMarshal.AsBytes(signature), ordinal * SignatureBytes);
}

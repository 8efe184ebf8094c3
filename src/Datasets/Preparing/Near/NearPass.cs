using System.Globalization;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using DuckDB.NET.Data;
using Onebox.Datasets.Checking;
using Onebox.Datasets.Rows;

namespace Onebox.Datasets.Preparing.Near;

/// <summary>
/// Signatures go to a file, band hashes to DuckDB. Each row is held against the first row of every bucket that it shares; the estimate of
/// the whole signatures decides. So of a cluster the first row is kept. Memory does not grow with the rows.
/// </summary>
internal sealed class NearPass : IWholePass
{
    private const int SignatureBytes = NearDuplicatesStep.Permutations * sizeof(uint);

    private readonly Scratch _scratch;
    private readonly DuckDBAppender _appender;
    private readonly FileStream _signatures;
    private readonly MinHash _hash;
    private readonly Banding _banding;
    private readonly double _threshold;
    private readonly uint[] _signature = new uint[NearDuplicatesStep.Permutations];

    public NearPass(string folder, DatasetsOptions options, MinHash hash, Banding banding, double threshold)
    {
        (_hash, _banding, _threshold) = (hash, banding, threshold);
        _scratch = new Scratch(folder, options.AnalysisMemoryMegabytes);
        _scratch.Run("CREATE TABLE bands (ord BIGINT, row BIGINT, hash UBIGINT)");
        _appender = _scratch.Connection.CreateAppender("bands");
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
            var hash = XxHash3.HashToUInt64(bytes.Slice(band * _banding.Rows * sizeof(uint), _banding.Rows * sizeof(uint)), band);
            _appender.CreateRow().AppendValue(ordinal).AppendValue(row.Row).AppendValue(hash).EndRow();
        }
    }

    public IEnumerable<(long Ordinal, string Reason)> Removed()
    {
        _appender.Dispose();
        _signatures.Flush();
        const string candidates =
            "SELECT DISTINCT b.ord, g.earliest, g.row FROM bands b JOIN (SELECT hash, min(ord) AS earliest, arg_min(row, ord) AS row FROM bands GROUP BY hash HAVING count(*) > 1) g USING (hash) WHERE b.ord <> g.earliest ORDER BY b.ord, g.earliest";
        var last = -1L;
        foreach (var found in _scratch.Ask(candidates))
        {
            var (ordinal, first, row) = (found.GetInt64(0), found.GetInt64(1), found.GetInt64(2));
            if (ordinal == last) continue;
            var resemblance = Resemblance(ordinal, first);
            if (resemblance < _threshold) continue;
            last = ordinal;
            yield return (ordinal, string.Create(CultureInfo.InvariantCulture, $"near-duplicate: of row {row}, resemblance {resemblance:0.00} (estimated)"));
        }
    }

    public void Dispose()
    {
        _appender.Dispose();
        _signatures.Dispose();
        _scratch.Dispose();
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

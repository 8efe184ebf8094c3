using System.Text.Json;
using Onebox.Datasets.Checking;
using Onebox.Datasets.Reading;
using Onebox.Datasets.Rows;
using Onebox.Datasets.Shapes;

namespace Onebox.Datasets.Importing;

/// <summary>Turns the records of a file into rows: told what they are, or finding it out from the first of them.</summary>
internal sealed class RowIntake(SourceFile file, ISourceFormat format, int recognitionRows)
{
    /// <summary>The first records, for recognition; each stands by itself.</summary>
    /// <exception cref="Kernel.ProblemException"><c>dataset.no_rows</c>: no record of the file can be read; it names the first.</exception>
    public async Task<SampleColumns> SampleAsync(CancellationToken cancellation)
    {
        var records = new List<JsonElement>();
        var unreadable = new Findings();
        await foreach (var record in format.ReadAsync(file, cancellation))
        {
            using (record)
            {
                if (record.Document is not null) records.Add(record.Value.Clone());
                else unreadable.Add(record.Number, record.Problem!);
            }

            if (records.Count == recognitionRows) break;
        }

        if (records.Count == 0 && unreadable.Count > 0) throw DatasetsErrors.NothingReadable(format.Name, unreadable.Count, unreadable.Rows[0].Row, unreadable.Rows[0].Detail.TrimEnd('.'));
        return new SampleColumns(records);
    }

    /// <param name="split">Chooses by the id, where the file does not say.</param>
    /// <param name="take">Gets every row as it was written.</param>
    /// <param name="progress">Gets how many bytes of the file were read.</param>
    public async Task ConvertAsync(ShapeMap map, RowWriter writer, SplitChoice split, Action<DatasetRow> take, Findings unreadable, Action<long> progress, CancellationToken cancellation)
    {
        await foreach (var record in format.ReadAsync(file, cancellation))
        {
            using (record)
            {
                if (record.Document is null)
                {
                    unreadable.Add(record.Number, record.Problem!);
                    continue;
                }

                try
                {
                    var fields = new Fields(record.Value, map);
                    var row = map.Shape.Convert(fields) with { Row = record.Number, Split = SaidSplit(fields, record.Group) };
                    take(await writer.WriteAsync(row, split.Of, cancellation));
                }
                catch (RowException error)
                {
                    unreadable.Add(record.Number, error.Message);
                }
            }

            if (writer.Rows % 256 == 0) progress(file.PositionBytes);
        }
    }

    private static string SaidSplit(Fields fields, string? group) => SplitChoice.Known(fields.Text(ShapeMap.Split)) ?? SplitChoice.Known(group) ?? "";
}

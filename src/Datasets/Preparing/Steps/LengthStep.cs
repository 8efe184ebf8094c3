using System.Globalization;
using Onebox.Datasets.Rows;

namespace Onebox.Datasets.Preparing.Steps;

/// <summary>Removes rows that are empty, too short or too long, in characters or words of the whole row; and rows with an empty part.</summary>
internal sealed class LengthStep(StepSettings settings) : IRowStep
{
    private readonly string _unit = settings.OneOf("unit", "characters", "characters", "words");
    private readonly int _least = settings.Whole("min", 0, int.MaxValue) ?? 1;
    private readonly int _most = settings.Whole("max", 1, int.MaxValue) ?? int.MaxValue;
    private readonly bool _parts = settings.Flag("empty-parts", true);

    public StepResult Apply(DatasetRow row)
    {
        if (_parts && Checking.RowFaults.Empty(row) is { } empty) return StepResult.Removed($"empty part: {empty}");
        var length = _unit == "characters" ? RowText.Characters(row) : Words.Of(RowText.Joined(row)).Count;
        return length < _least ? StepResult.Removed(string.Create(CultureInfo.InvariantCulture, $"too short: {length} {_unit}"))
            : length > _most ? StepResult.Removed(string.Create(CultureInfo.InvariantCulture, $"too long: {length} {_unit}"))
            : StepResult.Kept(row);
    }
}

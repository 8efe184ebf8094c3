using Onebox.Datasets.Preparing.Personal;

namespace Onebox.Datasets.Preparing.Steps;

/// <summary>Finds personal data and masks it, or removes the rows that have any.</summary>
internal sealed class PersonalDataStep : IRowStep
{
    private readonly PersonalData _data;
    private readonly bool _remove;

    public PersonalDataStep(StepSettings settings)
    {
        _data = new PersonalData(settings.List("find", [.. PersonalKinds.Names], PersonalKinds.Names));
        _remove = settings.OneOf("action", "mask", "mask", "remove") == "remove";
    }

    public StepResult Apply(DatasetRow row)
    {
        var kinds = new SortedSet<string>(StringComparer.Ordinal);
        var now = RowEdit.Texts(row, text => _data.Mask(text, kind => kinds.Add(kind)));
        if (kinds.Count == 0) return StepResult.Kept(row);
        var reason = string.Join(" + ", kinds);
        return _remove ? StepResult.Removed(reason) : StepResult.Changed(now, reason);
    }
}

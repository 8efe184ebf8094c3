using Onebox.Datasets.Preparing.Language;
using Onebox.Datasets.Rows;

namespace Onebox.Datasets.Preparing.Steps;

/// <summary>Keeps rows in some languages. A text that is too short to tell is kept unless told otherwise.</summary>
internal sealed class LanguageStep : IRowStep
{
    private readonly HashSet<string> _keep;
    private readonly double _confidence;
    private readonly bool _keepUnknown;

    public LanguageStep(StepSettings settings)
    {
        var keep = settings.List("keep", [], LanguageGuess.Known);
        if (keep.Count == 0) throw settings.Error($"'keep' is a list of languages; known are {string.Join(", ", LanguageGuess.Known)}.");
        _keep = [.. keep];
        _confidence = settings.Number("confidence", 0, 1) ?? 0.5;
        _keepUnknown = settings.OneOf("unknown", "keep", "keep", "remove") == "keep";
    }

    public StepResult Apply(DatasetRow row)
    {
        var guess = LanguageGuess.Of(RowText.Joined(row));
        if (guess is not { } told || told.Confidence < _confidence) return _keepUnknown ? StepResult.Kept(row) : StepResult.Removed("language not told");
        return _keep.Contains(told.Language) ? StepResult.Kept(row) : StepResult.Removed($"other language: {told.Language} ({told.Confidence:0.00})");
    }
}

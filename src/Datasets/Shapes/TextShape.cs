namespace Onebox.Datasets.Shapes;

/// <summary>Plain text in one column.</summary>
internal sealed class TextShape : IRowShape
{
    public string Name => "text";

    public DatasetShape Becomes => DatasetShape.Text;

    public IReadOnlyList<Slot> Slots { get; } = [new("text", true)];

    public Guess? Guess(SampleColumns columns)
    {
        if (columns.Find("text") is { } text && columns.IsText(text)) return new Guess(Map(text), columns.Names.Count == 1 ? 0.99 : 0.9, $"'{text}' holds text");
        if (columns.Find("content", "document", "body", "passage", "article", "story") is { } named && columns.IsText(named)) return new Guess(Map(named), 0.75, $"'{named}' holds text");
        var texts = columns.All.Where(c => c.Texts * 2 > c.Values).ToList();
        return texts is [var only] && columns.Names.Count == 1 ? new Guess(Map(only.Name), 0.65, $"'{only.Name}' is the only column") : null;
    }

    public DatasetRow Convert(Fields fields) => new("", "", 0) { Text = fields.NeedText("text") };

    private static Dictionary<string, string> Map(string column) => new(StringComparer.Ordinal) { ["text"] = column };
}

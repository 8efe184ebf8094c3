namespace Onebox.Templates.Chat;

/// <summary>A template for models whose file carries none.</summary>
/// <param name="Notice">What a person should know about its use; null if nothing.</param>
public sealed record WellKnownTemplate(string Name, string Source, string? Notice);

/// <summary>
/// Prompt formats that their makers publish, written as templates of our own (sources in the project's README), and a
/// plain one for base models.
/// </summary>
public static class WellKnownTemplates
{
    private const string PlainNotice =
        "This model carries no chat template and its vocabulary has no chat markers: it is probably a base model, not trained to chat. " +
        "Messages are written as plain 'User:' and 'Assistant:' paragraphs; give it a template of its own if it has one.";

    /// <summary>Markers in a vocabulary that tell which format a model was trained with, the most telling first.</summary>
    private static readonly (string Marker, string Name)[] Markers =
    [
        ("<|im_start|>", "chatml"), ("<|start_header_id|>", "llama3"), ("<start_of_turn>", "gemma"), ("[INST]", "mistral"), ("<|assistant|>", "phi3"),
    ];

    public static IReadOnlyList<WellKnownTemplate> All { get; } =
        [.. new[] { "chatml", "llama2", "llama3", "mistral", "gemma", "phi3", "plain" }.Select(Load)];

    /// <exception cref="TemplateException">There is no template of that name.</exception>
    public static WellKnownTemplate Get(string name) => All.FirstOrDefault(template => template.Name == name)
        ?? throw new TemplateException(TemplateFault.Input, $"there is no built-in chat template '{name}'; there are {string.Join(", ", All.Select(template => template.Name))}", 0);

    /// <summary>By the special tokens that the model knows; the plain one, with its notice, when none tells.</summary>
    public static WellKnownTemplate ForVocabulary(Func<string, bool> hasToken)
    {
        foreach (var (marker, name) in Markers)
        {
            if (hasToken(marker)) return Get(name) with { Notice = $"The model file carries no chat template; '{name}' was chosen because its vocabulary has '{marker}'." };
        }
        return Get("plain");
    }

    private static WellKnownTemplate Load(string name)
    {
        using var stream = typeof(WellKnownTemplates).Assembly.GetManifestResourceStream(name + ".jinja")!;
        using var reader = new StreamReader(stream);
        return new WellKnownTemplate(name, reader.ReadToEnd(), name == "plain" ? PlainNotice : null);
    }
}

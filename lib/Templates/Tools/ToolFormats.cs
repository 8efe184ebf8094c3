namespace Onebox.Templates.Tools;

/// <summary>The known formats; the first that a template's text fits is its own.</summary>
public static class ToolFormats
{
    public static IToolFormat Hermes { get; } = new HermesFormat();

    /// <summary>The most telling markers first; Hermes last, because it is also the one we teach to any model.</summary>
    public static IReadOnlyList<IToolFormat> All { get; } = [new DeepSeekFormat(), new MistralFormat(named: true), new MistralFormat(named: false), new LlamaFormat(), Hermes];

    public static IToolFormat Choose(string templateSource) => All.FirstOrDefault(format => format.Fits(templateSource)) ?? Hermes;
}

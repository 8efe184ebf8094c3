using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Onebox.Kernel.Wording;

/// <summary>Reads YAML that people write; what is wrong with it is said in their words: line, column, key, and what may stand there.</summary>
public static class YamlText
{
    /// <summary>Deeper nesting is refused before anything recurses into it.</summary>
    private const int MaxDepth = 64;

    /// <param name="othersAllowed">Keys that <typeparamref name="T"/> has not are passed over.</param>
    /// <exception cref="YamlTextException">It cannot be read so.</exception>
    public static T Read<T>(string yaml, bool othersAllowed = false)
        where T : class, new()
    {
        RequireShallow(yaml);
        try
        {
            var builder = new DeserializerBuilder().WithNamingConvention(CamelCaseNamingConvention.Instance).WithMaximumRecursion(MaxDepth).WithDuplicateKeyChecking();
            if (othersAllowed) builder = builder.IgnoreUnmatchedProperties();
            return builder.Build().Deserialize<T>(yaml) ?? new T();
        }
        catch (Exception error) when (error is YamlException or InvalidOperationException or ArgumentException)
        {
            // A document that is well-formed and yet no T: its parts are held against those of T. Else the parser's words name no type.
            var faults = new YamlFaults(othersAllowed);
            if (Load(yaml) is { } root) faults.Check(root, typeof(T));
            throw new YamlTextException(faults.All.Count > 0 ? string.Join("; ", faults.All) : error is YamlException yamlError ? At(yamlError.Start, "what stands here does not belong here") : "this is no YAML", error);
        }
    }

    /// <summary>The one document of <paramref name="yaml"/> as a tree; null when it is none, or there are several.</summary>
    /// <exception cref="YamlTextException">It is no YAML.</exception>
    public static YamlNode? Load(string yaml)
    {
        RequireShallow(yaml);
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(yaml));
            return stream.Documents is [{ RootNode: { } root }] ? root : null;
        }
        catch (Exception error) when (error is YamlException or InvalidOperationException or ArgumentException)
        {
            throw Syntax(error);
        }
    }

    internal static string At(Mark at, string what) => string.Create(CultureInfo.InvariantCulture, $"line {at.Line}, column {at.Column}: {what}");

    private static void RequireShallow(string yaml)
    {
        try
        {
            var parser = new Parser(new StringReader(yaml));
            for (var depth = 0; parser.MoveNext();)
            {
                depth += parser.Current is ParsingEvent now ? now.NestingIncrease : 0;
                // The stream and the document count too.
                if (depth > MaxDepth + 2) throw new YamlTextException(At(parser.Current!.Start, string.Create(CultureInfo.InvariantCulture, $"it is nested more than {MaxDepth} deep")));
            }
        }
        catch (Exception error) when (error is YamlException or InvalidOperationException or ArgumentException)
        {
            // The scanner ends with the latter two where its own checks have a gap.
            throw Syntax(error);
        }
    }

    private static YamlTextException Syntax(Exception error) =>
        new(error is YamlException yaml ? At(yaml.Start, $"this is no YAML: {yaml.Message.TrimEnd('.')}") : "this is no YAML", error);
}

/// <summary>Text that is not the YAML that was asked for. The message has every fault with its line and column, without a full stop at its end.</summary>
public sealed class YamlTextException(string message, Exception? inner = null) : Exception(message, inner);

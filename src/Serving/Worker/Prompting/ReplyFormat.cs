using Onebox.Serving.Worker.Requests;
using Onebox.Templates.Constraints;

namespace Onebox.Serving.Worker.Prompting;

/// <summary>What a reply is held to: a grammar of the client's own, JSON, or JSON of a schema.</summary>
/// <param name="Grammar">GBNF; null for free text.</param>
/// <param name="IsJson">The grammar is ours and may be put after a thought.</param>
internal sealed record ReplyFormat(string? Grammar, bool IsJson)
{
    public static ReplyFormat Free { get; } = new(null, false);

    /// <summary>Reads <c>response_format</c> and <c>grammar</c>.</summary>
    public static ReplyFormat Read(Fields fields)
    {
        var own = GrammarText.Read(fields);
        var format = fields.Object("response_format") is { } asked ? ReadFormat(asked, asked.Object("json_schema")) : Free;
        if (own is null) return format;
        return format.Grammar is null ? new ReplyFormat(own, false) : throw fields.Wrong("grammar", "cannot be given together with a JSON response_format.");
    }

    /// <param name="holder">The object that holds <c>type</c>.</param>
    /// <param name="named">The object that holds <c>schema</c>; null when there is none.</param>
    public static ReplyFormat ReadFormat(Fields holder, Fields? named)
    {
        switch (holder.RequiredText("type"))
        {
            case "text":
                return Free;
            // llama-server's clients put a schema here.
            case "json_object":
                return holder.Object("schema") is { } schema ? OfSchema(schema, holder.PathOf("schema")) : new ReplyFormat(JsonGrammar.AnyObject, true);
            case "json_schema":
                if (named is not { } given) throw holder.Missing("json_schema");
                if (given.Object("schema") is not { } wanted) return new ReplyFormat(JsonGrammar.AnyObject, true);
                // "strict" changes nothing: every schema is held to, or refused.
                _ = given.Flag("strict");
                return OfSchema(wanted, given.PathOf("schema"));
            default:
                throw holder.Wrong("type", "must be text, json_object or json_schema.");
        }
    }

    private static ReplyFormat OfSchema(Fields schema, string path)
    {
        try
        {
            return new ReplyFormat(JsonGrammar.FromSchema(schema.Json), true);
        }
        catch (GrammarException error)
        {
            throw OpenAI.OpenAIErrors.Invalid($"{error.Message}. Change the schema, or ask for {{\"type\": \"json_object\"}} to be held to JSON only.", path);
        }
    }
}

using System.Text.Json;
using Onebox.Llama;
using Onebox.Serving.Worker.Requests;

namespace Onebox.Serving.Worker.Completions;

/// <summary>Texts or tokens, one or many: OpenAI's <c>prompt</c> and <c>input</c>. Texts get the model's beginning of text; tokens are taken as they are.</summary>
internal static class PromptFields
{
    public static IReadOnlyList<Prompt> Read(Fields fields, string name, Vocabulary vocabulary, int most)
    {
        if (fields.Value(name) is not { } value) throw fields.Missing(name);
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                return [OfText(value)];
            case JsonValueKind.Array when value.GetArrayLength() == 0:
                throw fields.Wrong(name, "must not be empty.");
            case JsonValueKind.Array when value[0].ValueKind == JsonValueKind.Number:
                return [new Prompt(Tokens(fields, name, value, vocabulary), null)];
            case JsonValueKind.Array:
                if (value.GetArrayLength() > most) throw fields.Wrong(name, $"may hold at most {most}.");
                return [.. value.EnumerateArray().Select(item => item.ValueKind switch
                {
                    JsonValueKind.String => OfText(item),
                    JsonValueKind.Array => new Prompt(Tokens(fields, name, item, vocabulary), null),
                    _ => throw Wrong(fields, name),
                })];
            default:
                throw Wrong(fields, name);
        }

        Prompt OfText(JsonElement text) => new(vocabulary.Tokenize(text.GetString()!), text.GetString());
    }

    public static int[] Tokens(Fields fields, string name, JsonElement array, Vocabulary vocabulary)
    {
        var tokens = new int[array.GetArrayLength()];
        var at = 0;
        foreach (var item in array.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Number || !item.TryGetInt32(out var token) || (uint)token >= (uint)vocabulary.Size)
                throw fields.Wrong(name, $"must hold tokens of this model: integers from 0 to {vocabulary.Size - 1}.");
            tokens[at++] = token;
        }

        return tokens;
    }

    private static Kernel.ProblemException Wrong(Fields fields, string name) => fields.Wrong(name, "must be a string, an array of strings, an array of tokens, or an array of arrays of tokens.");
}

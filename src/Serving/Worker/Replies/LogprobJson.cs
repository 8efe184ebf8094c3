using System.Text.Json;
using Onebox.Llama;

namespace Onebox.Serving.Worker.Replies;

/// <summary>Log-probabilities in the shape of chat completions.</summary>
internal static class LogprobJson
{
    // JSON has no infinity; OpenAI writes this for a token that cannot be.
    private const float Impossible = -9999;

    /// <summary><c>"logprobs":{"content":[…],"refusal":null}</c> within an object.</summary>
    public static void Write(Utf8JsonWriter json, ReadOnlySpan<TokenLogprobs> logprobs, Vocabulary vocabulary)
    {
        json.WriteStartObject("logprobs"u8);
        json.WriteStartArray("content"u8);
        foreach (var scored in logprobs)
        {
            json.WriteStartObject();
            WriteToken(json, scored.Token, scored.Logprob, vocabulary);
            json.WriteStartArray("top_logprobs"u8);
            foreach (var top in scored.Top.Span)
            {
                json.WriteStartObject();
                WriteToken(json, top.Token, top.Logprob, vocabulary);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNull("refusal"u8);
        json.WriteEndObject();
    }

    public static float Finite(float logprob) => float.IsFinite(logprob) ? logprob : Impossible;

    private static void WriteToken(Utf8JsonWriter json, int token, float logprob, Vocabulary vocabulary)
    {
        var piece = vocabulary.Piece(token, special: true);
        json.WriteString("token"u8, piece);
        json.WriteNumber("logprob"u8, Finite(logprob));
        json.WriteStartArray("bytes"u8);
        foreach (var one in piece) json.WriteNumberValue(one);
        json.WriteEndArray();
    }
}

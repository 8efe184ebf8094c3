using System.Text;
using Onebox.Serving.Worker.Chat;
using Onebox.Serving.Worker.Prompting;
using Onebox.Serving.Worker.Requests;

namespace Onebox.Serving.Worker.Tokens;

/// <summary><c>POST /v1/tokenize</c>: a text (<c>content</c> or <c>prompt</c>), or a conversation as the chat would send it (<c>messages</c>), as tokens.</summary>
internal static class Tokenize
{
    public static async Task AnswerAsync(WorkerCall call)
    {
        using var body = await RequestJson.ReadAsync(call.Http);
        var fields = body.Fields;
        var tokens = Read(fields, call);
        var pieces = fields.Flag("with_pieces") ?? false;
        using var answer = new JsonAnswer();
        var json = answer.Json;
        json.WriteStartObject();
        json.WriteNumber("count"u8, tokens.Length);
        json.WriteNumber("max_model_len"u8, call.Model.Facts.ContextTokens);
        json.WriteStartArray("tokens"u8);
        foreach (var token in tokens) json.WriteNumberValue(token);
        json.WriteEndArray();
        if (pieces)
        {
            json.WriteStartArray("pieces"u8);
            foreach (var token in tokens) json.WriteStringValue(Encoding.UTF8.GetString(call.Model.Weights.Vocabulary.Piece(token, special: true)));
            json.WriteEndArray();
        }

        json.WriteEndObject();
        await answer.SendAsync(call);
    }

    private static int[] Read(Fields fields, WorkerCall call)
    {
        var addSpecial = fields.Flag("add_special") ?? fields.Flag("add_special_tokens") ?? true;
        var parseSpecial = fields.Flag("parse_special") ?? false;
        if (fields.Text("content") is { } content) return call.Model.Weights.Vocabulary.Tokenize(content, addSpecial, parseSpecial);
        if (fields.Text("prompt") is { } prompt) return call.Model.Weights.Vocabulary.Tokenize(prompt, addSpecial, parseSpecial);
        if (fields.Value("messages") is not null) return PrepareChat.For(ChatFields.Read(fields), call.Model).Tokens;
        throw fields.Missing("content");
    }
}

using Onebox.Serving.Worker.Completions;
using Onebox.Serving.Worker.Requests;

namespace Onebox.Serving.Worker.Tokens;

/// <summary><c>POST /v1/detokenize</c>: the text of tokens.</summary>
internal static class Detokenize
{
    public static async Task AnswerAsync(WorkerCall call)
    {
        using var body = await RequestJson.ReadAsync(call.Http);
        var fields = body.Fields;
        var vocabulary = call.Model.Weights.Vocabulary;
        var tokens = PromptFields.Tokens(fields, "tokens", fields.Array("tokens") ?? throw fields.Missing("tokens"), vocabulary);
        using var answer = new JsonAnswer();
        answer.Json.WriteStartObject();
        answer.Json.WriteString("content"u8, tokens.Length == 0 ? "" : vocabulary.Detokenize(tokens, renderSpecial: fields.Flag("render_special") ?? false));
        answer.Json.WriteEndObject();
        await answer.SendAsync(call);
    }
}

using Onebox.Datasets.Checking;
using Onebox.Kernel.Ports;
using Onebox.Templates;
using Onebox.Templates.Chat;
using Onebox.Tokenizers;

namespace Onebox.Datasets.Seeing;

/// <summary>Lends the eyes of a model on the box, or of a built-in template.</summary>
internal sealed class ModelSight(IModelTexts models, TimeProvider clock)
{
    /// <param name="name">A model, or a built-in template.</param>
    /// <exception cref="Kernel.ProblemException"><c>dataset.template_unknown</c>, <c>dataset.template_unusable</c>.</exception>
    public async Task<ModelEyes> EyesAsync(string name, CancellationToken cancellation)
    {
        if (await models.FindAsync(name, cancellation) is { } model) return EyesOf(model, TokenizerOf(model, needed: false));
        if (WellKnownTemplates.All.FirstOrDefault(t => t.Name == name) is not { } known) throw DatasetsErrors.Template(name);
        return new ModelEyes(known.Name, known.Notice, ChatTemplate.Compile(known.Source, "<s>", "</s>", clock), null);
    }

    /// <param name="tokenizer">A model whose tokenizer counts; null: characters are counted.</param>
    /// <exception cref="Kernel.ProblemException"><c>dataset.tokenizer_unusable</c>: there is no such model, or none that can count.</exception>
    public async Task<RowMeasure> MeasureAsync(string? tokenizer, int? contextTokens, CancellationToken cancellation)
    {
        if (tokenizer is null) return new RowMeasure(ContextTokens: contextTokens);
        var model = await models.FindAsync(tokenizer, cancellation) ?? throw DatasetsErrors.Tokenizer(tokenizer, "there is no such model on this box.");
        var eyes = EyesOf(model, TokenizerOf(model, needed: true));
        return new RowMeasure(eyes.Count, model.Name, contextTokens);
    }

    private ModelEyes EyesOf(ModelText model, Tokenizer? tokenizer)
    {
        var (template, notice) = (model.ChatTemplate, (string?)null);
        if (template is null)
        {
            var known = WellKnownTemplates.ForVocabulary(token => tokenizer?.IdOf(token) is not null);
            (template, notice) = (known.Source, known.Notice);
        }

        try
        {
            return new ModelEyes(model.Name, notice, ChatTemplate.Compile(template, Word(tokenizer, tokenizer?.BosId) ?? "<s>", Word(tokenizer, tokenizer?.EosId) ?? "</s>", clock), tokenizer);
        }
        catch (TemplateException error)
        {
            throw DatasetsErrors.TemplateUnusable(model.Name, error);
        }
    }

    private static string? Word(Tokenizer? tokenizer, int? id) => id is { } given ? tokenizer!.TokenOf(given) : null;

    private static Tokenizer? TokenizerOf(ModelText model, bool needed)
    {
        try
        {
            if (model.TokenizerFile is { } file) return Tokenizer.LoadJson(file);
            if (model.TokenizerKeys is { Count: > 0 } keys) return Tokenizer.FromGguf(keys);
            return needed ? throw DatasetsErrors.Tokenizer(model.Name, "its files hold none.") : null;
        }
        catch (TokenizerException error)
        {
            return needed ? throw DatasetsErrors.Tokenizer(model.Name, error.Message) : null;
        }
    }
}

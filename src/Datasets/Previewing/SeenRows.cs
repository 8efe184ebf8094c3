using Onebox.Templates;
using Onebox.Templates.Chat;

namespace Onebox.Datasets.Previewing;

/// <summary>Finds the template that writes rows as a model sees them: a model's own, or a built-in one.</summary>
internal sealed class SeenRows(TimeProvider clock)
{
    /// <exception cref="Kernel.ProblemException"><c>dataset.template_unknown</c>.</exception>
    public Task<ModelEyes> OfAsync(string name, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (WellKnownTemplates.All.FirstOrDefault(t => t.Name == name) is not { } known) throw DatasetsErrors.Template(name);
        return Task.FromResult(new ModelEyes(known.Name, known.Notice, ChatTemplate.Compile(known.Source, "<s>", "</s>", clock), null));
    }
}

namespace McpActors.Testing;

/// <summary>
/// A claim about time is about the product, and a machine that lets it wait says nothing about it: what is in time in one of a few goes can be.
/// Whatever else is claimed is to hold in each go.
/// </summary>
internal static class Goes
{
    private const int Most = 5;

    public static async Task UntilOneIsInTime(Func<Task<bool>> go)
    {
        for (var gone = 1; !await go(); gone++)
            if (gone == Most)
                throw new TimeoutException($"None of {Most} goes was in time.");
    }
}

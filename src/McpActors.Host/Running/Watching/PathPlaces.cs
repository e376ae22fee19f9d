namespace McpActors.Host.Running.Watching;

/// <summary>
/// The places where a change can make a path lead to other content: the file itself, and each symbolic link on the way
/// to it. A mounted Kubernetes ConfigMap is a link to a file below the link <c>..data</c>, and only <c>..data</c> is
/// ever replaced.
/// </summary>
internal static class PathPlaces
{
    // path_resolution(7) gives up after this many links.
    private const int MostLinks = 40;

    /// <param name="path">A full path; none of its parts has to exist.</param>
    public static IReadOnlyList<string> Of(string path)
    {
        var places = new List<string>();
        var root = Path.GetPathRoot(path) ?? "";
        var rest = new Stack<string>(Names(path[root.Length..]));
        var at = root;
        while (rest.TryPop(out var name))
        {
            if (name == ".") continue;
            if (name == "..")
            {
                at = Path.GetDirectoryName(at) ?? root;
                continue;
            }
            var next = Path.Combine(at, name);
            if (places.Count < MostLinks && Target(next) is { } target)
            {
                places.Add(next);
                if (Path.IsPathRooted(target)) at = root = Path.GetPathRoot(target)!;
                foreach (var part in Names(Path.IsPathRooted(target) ? target[root.Length..] : target)) rest.Push(part);
            }
            else
            {
                at = next;
            }
        }
        places.Add(at);
        return places;
    }

    // Reversed, so that a stack has the first name on top.
    private static IEnumerable<string> Names(string path) =>
        path.Split([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries).Reverse();

    private static string? Target(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A link that we may not read is resolved by the system; its changes are not seen.
            return null;
        }
    }
}

using System.Buffers;
using System.Globalization;
using System.Text.Json.Nodes;
using McpActors.Reading;

namespace McpActors.Servers;

/// <summary>
/// All pages of a list, within the server's <c>lists</c>. A server may return cursors for ever; the list then consists
/// of the pages up to the limit.
/// </summary>
/// <param name="Items">The items that could be read.</param>
/// <param name="Problems">The faults of all others, and the limit at which the list was cut, a sentence each.</param>
/// <param name="IsCut">Whether there may be more.</param>
/// <param name="Hints">The server's hints about caching.</param>
internal sealed record WholeList<T>(IReadOnlyList<T> Items, IReadOnlyList<string> Problems, bool IsCut, ListHints Hints)
    where T : class
{
    private const int MostProblems = 100;

    public static async Task<WholeList<T>> ReadAsync(RequestContext context, ListShape<T> shape, CancellationToken cancellation)
    {
        var limits = context.Settings.Lists;
        var (items, problems, cursors) = (new List<T>(), new List<string>(), new HashSet<string>(StringComparer.Ordinal));
        // From 2026-07-28 on, an empty cursor is valid. Before, servers in Go write it for none, and restart if they
        // get it.
        var endsAtEmpty = !ProtocolVersion.IsPerRequest(context.Client.NegotiatedProtocolVersion);
        var known = new HashSet<string>(StringComparer.Ordinal);
        // One buffer for all pages, because large buffers are collected late.
        var json = new ArrayBufferWriter<byte>();
        var size = 0L;
        var hints = default(ListHints);
        string? cursor = null;
        string? cut = null;
        for (var pages = 1; cut is null; pages++)
        {
            var parameters = cursor is null ? new JsonObject() : new JsonObject { ["cursor"] = cursor };
            ProtocolJson.Write(await context.AskAsync(shape.Method, parameters, cancellation), json);
            size += json.WrittenCount;
            var page = ListPage<T>.Read(shape, json.WrittenMemory, items.Count);
            // A cursor that leads back to the same page would repeat its items.
            var more = page.Items.Where(item => !known.Contains(shape.KeyOf(item))).ToList();
            items.AddRange(more.Take(limits.MaxItems - items.Count));
            known.UnionWith(more.Select(shape.KeyOf));
            hints = pages == 1 ? page.Hints : hints.And(page.Hints);
            problems.AddRange(page.Problems.Take(MostProblems - problems.Count));
            cursor = page.NextCursor;
            if (items.Count == limits.MaxItems && (cursor is not null || (more.Count > 0 && !ReferenceEquals(items[^1], more[^1]))))
                cut = Invariant($"it has more than {limits.MaxItems} items (lists.max-items)");
            else if (cursor is null) break;
            else if (cursor.Length == 0 && endsAtEmpty) cut = "its next cursor is empty";
            else if (!cursors.Add(cursor)) cut = "a cursor came a second time";
            else if (pages == limits.MaxPages) cut = Invariant($"it has more than {limits.MaxPages} pages (lists.max-pages)");
            else if (size >= limits.MaxBytes) cut = Invariant($"it is longer than {limits.MaxBytes} bytes (lists.max-size)");
        }
        if (cut is not null) problems.Add($"The answer to {shape.Method} ends after {Invariant($"{items.Count}")} items: {cut}.");
        foreach (var problem in problems) context.Warn(problem);
        return new WholeList<T>(items, problems, cut is not null, hints);
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

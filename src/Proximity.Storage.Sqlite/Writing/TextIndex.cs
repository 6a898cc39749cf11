using System.Text;
using Proximity.Content;
using Proximity.Filters.Evaluation;
using Proximity.Filters.Fields;
using Proximity.Filters.Matching;
using Proximity.Flows;
using Proximity.Storage.Sqlite.Native;

namespace Proximity.Storage.Sqlite.Writing;

/// <summary>
/// The index of URLs and text bodies by every three characters in a row. It holds no texts. Flows that are not in it, because the store was
/// behind or their text is too long, are named by ranges in <c>text_gap</c>: searches read those themselves.
/// </summary>
internal sealed class TextIndex : IDisposable
{
    /// <summary>The longest text of a flow that is put in, in characters.</summary>
    public const int LongestText = 256 * 1024;

    /// <summary>What makes it. The columns are for the eye: with this detail a search is in both.</summary>
    private const string Definition = """
        CREATE VIRTUAL TABLE flow_text USING fts5(
          url, body, content='', contentless_delete=1, detail=none, tokenize='trigram'
        );
        CREATE TABLE text_gap(
          first INTEGER PRIMARY KEY,
          last INTEGER NOT NULL
        ) STRICT;
        INSERT INTO text_gap SELECT min(id), max(id) FROM flow HAVING count(*) > 0;
        """;

    private readonly SnapshotReader reader = new(ContentCodings.BuiltIn);
    private readonly TextGatherer text = new();
    private readonly Statement insert;
    private readonly Statement addGap;
    private readonly Statement growGap;
    private readonly Database database;
    private readonly bool isWritten;

    private TextIndex(Database database, bool isWritten)
    {
        this.database = database;
        this.isWritten = isWritten;
        insert = database.Prepare("INSERT INTO flow_text(rowid, url, body) VALUES (?1, ?2, ?3)");
        growGap = database.Prepare("UPDATE text_gap SET last = ?1 WHERE first = (SELECT max(first) FROM text_gap) AND last = ?1 - 1");
        addGap = database.Prepare("INSERT INTO text_gap VALUES (?1, ?1)");
    }

    /// <summary>True when a file has one.</summary>
    public static bool IsIn(Database database)
        => database.Number("SELECT count(*) FROM sqlite_schema WHERE name = 'flow_text'") > 0;

    /// <summary>Opens the index of a file, and makes it when it is wanted.</summary>
    /// <param name="database">The file.</param>
    /// <param name="isWanted">False to put nothing more in: the flows that come are gaps then.</param>
    /// <returns>Null when the file has none.</returns>
    public static TextIndex? Open(Database database, bool isWanted)
    {
        if (!IsIn(database))
        {
            if (!isWanted)
            {
                return null;
            }

            Transaction.Run(database, () => database.Execute(Definition));
        }

        return new TextIndex(database, isWanted);
    }

    /// <summary>Puts a flow in, or notes that it is not.</summary>
    public void Add(long sequence, FlowSnapshot flow, bool isSkipped)
    {
        if (!isWritten || isSkipped || !flow.Completed)
        {
            AddGap(sequence);
            return;
        }

        (string url, string body)? texts = Gather(flow);
        if (texts is null)
        {
            AddGap(sequence);
            return;
        }

        insert.Bind(1, sequence);
        insert.Bind(2, texts.Value.url);
        insert.Bind(3, texts.Value.body);
        insert.Run();
    }

    public void Dispose()
    {
        insert.Dispose();
        addGap.Dispose();
        growGap.Dispose();
    }

    /// <summary>The texts as filters see them; null when they are too long, or when a body has a coding that others may know.</summary>
    private (string Url, string Body)? Gather(FlowSnapshot flow)
    {
        reader.Begin(flow);
        text.Clear();
        reader.AnyText(FieldId.Url, null, text);
        string url = text.Take();
        bool isWhole = AddBody(FieldId.RequestBody, flow.Request.Body) & AddBody(FieldId.ResponseBody, flow.Response?.Body);
        reader.End();
        return isWhole && !text.IsTooLong ? (url, text.Take()) : null;
    }

    private bool AddBody(FieldId field, FlowBody? body)
    {
        text.Separate();
        return reader.AnyText(field, null, text) || body is null || body.Bytes.IsEmpty || body.ContentCodings.Count == 0;
    }

    private void AddGap(long sequence)
    {
        growGap.Bind(1, sequence);
        growGap.Run();
        if (database.Changes == 0)
        {
            addGap.Bind(1, sequence);
            addGap.Run();
        }
    }

    /// <summary>Gathers the texts that it is shown. The index ends a text at a NUL, so that one is a space in it.</summary>
    private sealed class TextGatherer : TextMatcher
    {
        private readonly StringBuilder gathered = new();

        public bool IsTooLong { get; private set; }

        public string Take()
        {
            string taken = gathered.Replace('\0', ' ').ToString();
            gathered.Clear();
            return taken;
        }

        public void Clear()
        {
            gathered.Clear();
            IsTooLong = false;
        }

        public void Separate() => gathered.Append('\n');

        public override bool Matches(ReadOnlySpan<char> text)
        {
            IsTooLong |= gathered.Length + text.Length > LongestText;
            if (!IsTooLong)
            {
                gathered.Append(text);
            }

            return true;
        }
    }
}

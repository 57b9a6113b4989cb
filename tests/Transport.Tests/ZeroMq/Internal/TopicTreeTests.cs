using System.Text;
using Sockets.Transport.Tests.Support;
using Sockets.Transport.ZeroMq.Internal.Patterns;

namespace Sockets.Transport.Tests.ZeroMq.Internal;

public sealed class TopicTreeTests
{
    private static readonly TopicTree<string> s_empty = TopicTree<string>.Empty;

    private static readonly string[] s_holders = ["one", "two", "three"];

    [Theory]
    [InlineData("ABC", "all A AB ABC")]
    [InlineData("ABCD", "all A AB ABC")]
    [InlineData("ABX", "all A AB")]
    [InlineData("A", "all A")]
    [InlineData("", "all")]
    [InlineData("B", "all")]
    [InlineData("XYZZ", "all XYZ")]
    [InlineData("XY", "all")]
    public void Finds_every_topic_the_message_begins_with(string message, string holders)
    {
        // ZMTP-S2
        TopicTree<string> tree = s_empty;
        foreach (string topic in new[] { "ABC", "XYZ", "A", "", "AB" })
        {
            tree = tree.With(Bytes(topic), topic.Length == 0 ? "all" : topic);
        }

        Assert.Equal(holders, string.Join(' ', Along(tree, message)));
    }

    [Fact]
    public void Is_the_same_after_adding_and_removing()
    {
        TopicTree<string> tree = s_empty.With(Bytes("AB"), "one").With(Bytes("AC"), "two");
        TopicTree<string> before = tree;
        tree = tree.With(Bytes("A"), "three").Without(Bytes("A"), "three");
        Assert.Equal(["one"], Along(tree, "ABC"));
        Assert.Equal(["two"], Along(tree, "AC"));
        tree = tree.Without(Bytes("AB"), "one").Without(Bytes("AC"), "two");
        Assert.Empty(Along(tree, "ABC"));
        Assert.Equal(["one"], Along(before, "AB"));
    }

    [Fact]
    public void Removing_what_is_not_there_changes_nothing()
    {
        TopicTree<string> tree = s_empty.With(Bytes("AB"), "one");
        Assert.Same(tree, tree.Without(Bytes("A"), "one"));
        Assert.Same(tree, tree.Without(Bytes("ABC"), "one"));
        Assert.Same(tree, tree.Without(Bytes("AB"), "two"));
    }

    [Fact]
    public void A_peer_cannot_overflow_the_stack_with_deep_topics()
    {
        // ZMTP-S3
        TopicTree<string> tree = s_empty;
        byte[] topic = new byte[3000];
        for (int length = 1; length <= topic.Length; length++)
        {
            tree = tree.With(topic.AsSpan(0, length), "deep");
        }

        Assert.Equal(topic.Length, Along(tree, Encoding.Latin1.GetString(topic)).Count);
        for (int length = 1; length <= topic.Length; length++)
        {
            tree = tree.Without(topic.AsSpan(0, length), "deep");
        }

        Assert.Empty(Along(tree, Encoding.Latin1.GetString(topic)));
    }

    [Fact]
    public void Agrees_with_a_list_whatever_is_added_and_removed()
    {
        Random random = new(Seed.Take());
        List<(string Topic, string Holder)> list = [];
        TopicTree<string> tree = s_empty;
        for (int step = 0; step < 20_000; step++)
        {
            (string Topic, string Holder) one = (Word(random), s_holders[random.Next(3)]);
            if (random.Next(2) == 0 && !list.Contains(one))
            {
                list.Add(one);
                tree = tree.With(Bytes(one.Topic), one.Holder);
            }
            else
            {
                list.Remove(one);
                tree = tree.Without(Bytes(one.Topic), one.Holder);
            }

            string message = Word(random);
            Assert.Equal(
                list.Where(pair => message.StartsWith(pair.Topic, StringComparison.Ordinal)).Select(pair => pair.Holder).Order(StringComparer.Ordinal),
                Along(tree, message).Order(StringComparer.Ordinal));
            Assert.Equal(list.Count(pair => pair.Topic == message), tree.CountOf(Bytes(message)));
        }
    }

    private static string Word(Random random) =>
        string.Concat(Enumerable.Range(0, random.Next(5)).Select(_ => (char)('a' + random.Next(2))));

    private static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);

    private static List<string> Along(TopicTree<string> tree, string message)
    {
        List<string> found = [];
        foreach (string[] holders in tree.Along(Bytes(message)))
        {
            found.AddRange(holders);
        }

        return found;
    }
}

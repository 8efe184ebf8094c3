using System.Text.RegularExpressions;

namespace Onebox.Datasets.Preparing.Personal;

/// <summary>
/// Names of persons by a dictionary of first names: a capitalised first name followed by one or two more capitalised words, or a word such as
/// <c>Mrs</c> before a capitalised one. A first name alone is left: it says little, and is often a word. Names of other cultures than the
/// dictionary's are not found.
/// </summary>
internal static partial class FirstNames
{
    private static readonly HashSet<string> Known =
    [
        .. ("James John Robert Michael William David Richard Joseph Thomas Charles Christopher Daniel Matthew Anthony Mark Donald Steven Paul Andrew Joshua Kenneth Kevin Brian George Edward Ronald Timothy Jason Jeffrey Ryan Jacob Gary Nicholas Eric Jonathan Stephen Larry Justin Scott Brandon Benjamin Samuel Gregory Alexander Patrick Frank Raymond Jack Dennis Jerry Tyler Aaron Jose Adam Nathan Henry Zachary Douglas Peter Kyle Noah Ethan Jeremy Walter Christian Keith Roger Terry Austin Sean Gerald Carl Harold Dylan Arthur Lawrence Jordan Jesse Bryan Billy Bruce Gabriel Joe Logan Alan Juan Albert Willie Elijah Wayne Randy Vincent Mason Roy Ralph Bobby Russell Bradley Philip Eugene "
            + "Mary Patricia Jennifer Linda Elizabeth Barbara Susan Jessica Sarah Karen Lisa Nancy Betty Sandra Margaret Ashley Kimberly Emily Donna Michelle Carol Amanda Melissa Deborah Stephanie Dorothy Rebecca Sharon Laura Cynthia Amy Kathleen Angela Shirley Brenda Emma Anna Pamela Nicole Samantha Katherine Christine Helen Debra Rachel Carolyn Janet Maria Catherine Heather Diane Olivia Julie Joyce Victoria Ruth Virginia Lauren Kelly Christina Joan Evelyn Judith Andrea Hannah Megan Cheryl Jacqueline Martha Madison Teresa Gloria Sara Janice Ann Kathryn Abigail Sophia Frances Jean Alice Judy Isabella Julia Grace Denise Amber Doris Marilyn Danielle Beverly Charlotte Natalie Theresa Diana Brittany Kayla Alexis Lori "
            + "Hans Klaus Jürgen Wolfgang Stefan Andreas Uwe Jens Jörg Matthias Sebastian Florian Lukas Leon Finn Jonas Maximilian Felix Moritz Dieter Helmut Günter Manfred Heinz Karl Kurt Ernst Fritz Ursula Monika Petra Sabine Renate Helga Karin Brigitte Ingrid Erika Gisela Heike Birgit Anke Katrin Silke Lena Lea Mia Johanna Greta Frieda Claudia Martina Ute Anja Antje "
            + "Jean Pierre Michel André Philippe Alain Bernard Jacques Daniel Gérard Nicolas Julien Guillaume Antoine François Laurent Olivier Thierry Pascal Marie Nathalie Isabelle Sylvie Catherine Françoise Monique Sandrine Véronique Céline Aurélie Camille Chloé Manon Élodie Émilie Hélène "
            + "Antonio Manuel José Francisco Javier Carlos Miguel Ángel Rafael Pedro Alejandro Fernando Luis Jorge Alberto Sergio Pablo Diego Carmen Josefa Isabel Dolores Pilar Teresa Rosa Cristina Lucía Paula Raquel Marta Elena Giuseppe Giovanni Mario Luigi Angelo Vincenzo Salvatore Domenico Franco Paolo Marco Matteo Lorenzo Francesca Giulia Chiara Valentina Alessandra Elisa Federica João Paulo Tiago Rui Nuno Ana Beatriz Inês Catarina "
            + "Jan Piet Willem Hendrik Pieter Johan Dirk Bas Sven Lars Erik Anders Björn Nils Olof Karl Astrid Ingrid Freja Maja Sofie Piotr Krzysztof Andrzej Tomasz Paweł Michał Katarzyna Małgorzata Agnieszka Barbara Ewa Zofia Ivan Dmitri Sergei Alexei Vladimir Nikolai Natalia Olga Svetlana Tatiana Irina "
            + "Mohammed Muhammad Ahmed Ali Hassan Hussein Omar Fatima Aisha Khadija Mehmet Mustafa Ayşe Emre Rajesh Suresh Ramesh Amit Sanjay Vijay Priya Anjali Sunita Deepak Wei Ming Xiaoming Hiroshi Takashi Kenji Yuki Sakura Haruto Akira Jin Minho Soo").Split(' '),
    ];

    private static readonly HashSet<string> Titles =
        ["Mr", "Mrs", "Ms", "Miss", "Dr", "Prof", "Herr", "Frau", "Monsieur", "Madame", "Mme", "Señor", "Señora", "Signor", "Signora", "Sr", "Sra"];

    public static Regex Pattern => Capitalised();

    public static bool Begins(ReadOnlySpan<char> found)
    {
        var end = found.IndexOfAny(" .");
        var first = found[..end].ToString();
        return Known.Contains(first) || Titles.Contains(first);
    }

    [GeneratedRegex(@"\b\p{Lu}\p{Ll}+\.? (?:\p{Lu}\. )?\p{Lu}[\p{Ll}'’-]+(?:[ -]\p{Lu}[\p{Ll}'’-]+)?", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Capitalised();
}

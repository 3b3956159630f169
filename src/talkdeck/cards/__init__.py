"""Card values, and the choice of which to keep.

card, words            the card as a value, and the words of its texts
context                the line on its front that says where the question belongs
portions               long lists in parts
checks                 what can be wrong with a card, all in one list:
asked, answered, given_away   with the question, with the answer, with both together
choose                 which cards stay, and why the others went
catalogue              the reasons, explained
"""

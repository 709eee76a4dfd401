"""Makes sobol.csv: the first 64 points of SciPy's Sobol sequence in 10 dimensions, not scrambled.

    pip install scipy
    python sobol_goldens.py > sobol.csv
"""

from scipy.stats import qmc

for point in qmc.Sobol(d=10, scramble=False).random(64):
    print(",".join(repr(float(x)) for x in point))
